package ai.inhouse.alignment.reward;

import java.util.OptionalDouble;

/// How far two figures go together: what tells a reward that is earned by length.
public final class Correlation {
    private Correlation() {}

    /// Pearson's coefficient, from -1 to 1; empty where one of the two is always the same.
    ///
    /// @param a at least one value
    /// @param b as many
    public static OptionalDouble pearson(double[] a, double[] b) {
        if (!varies(a) || !varies(b)) {
            return OptionalDouble.empty();
        }
        double meanA = mean(a);
        double meanB = mean(b);
        double both = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            both += (a[i] - meanA) * (b[i] - meanB);
            ofA += (a[i] - meanA) * (a[i] - meanA);
            ofB += (b[i] - meanB) * (b[i] - meanB);
        }
        return OptionalDouble.of(both / Math.sqrt(ofA * ofB));
    }

    private static boolean varies(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return true;
            }
        }
        return false;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
