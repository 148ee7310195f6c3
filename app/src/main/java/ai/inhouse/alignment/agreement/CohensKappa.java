package ai.inhouse.alignment.agreement;

import java.util.List;
import java.util.OptionalDouble;

/// Agreement of two raters beyond chance (Cohen 1960); with weights (Cohen 1968) a near miss is a
/// smaller disagreement than a far one.
public final class CohensKappa {
    private CohensKappa() {}

    /// How much two categories differ.
    public enum Weights {
        NONE,
        LINEAR,
        QUADRATIC;

        double between(int one, int other) {
            double apart = Math.abs(one - other);
            return switch (this) {
                case NONE -> apart == 0 ? 0 : 1;
                case LINEAR -> apart;
                case QUADRATIC -> apart * apart;
            };
        }
    }

    /// Of two raters, by the units that both rated.
    public static Coefficient of(RatingTable table, int one, int other, Weights weights) {
        List<Integer> categories = table.categories();
        double[][] both = new double[categories.size()][categories.size()];
        double n = 0;
        for (int[] unit : table.units()) {
            if (unit[one] != RatingTable.NONE && unit[other] != RatingTable.NONE) {
                both[unit[one]][unit[other]]++;
                n++;
            }
        }
        if (n == 0) {
            return Coefficient.undefined("the reviewers share no item");
        }
        double observed = 0;
        double expected = 0;
        for (int i = 0; i < both.length; i++) {
            for (int j = 0; j < both.length; j++) {
                double weight = weights.between(categories.get(i), categories.get(j));
                observed += weight * both[i][j] / n;
                expected += weight * row(both, i) * column(both, j) / (n * n);
            }
        }
        return expected == 0
                ? Coefficient.undefined(Agreement.ALL_THE_SAME)
                : Coefficient.of(1 - observed / expected);
    }

    private static double row(double[][] matrix, int i) {
        double sum = 0;
        for (double value : matrix[i]) {
            sum += value;
        }
        return sum;
    }

    private static double column(double[][] matrix, int j) {
        double sum = 0;
        for (double[] row : matrix) {
            sum += row[j];
        }
        return sum;
    }

    /// Over all pairs of raters for which it has a value.
    static Coefficient mean(RatingTable table, Weights weights) {
        if (table.comparable().isEmpty()) {
            return Agreement.nothingToCompare(table);
        }
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < table.raters().size(); i++) {
            for (int j = 0; j < i; j++) {
                OptionalDouble kappa = of(table, i, j, weights).known();
                sum += kappa.orElse(0);
                pairs += kappa.isPresent() ? 1 : 0;
            }
        }
        return pairs == 0
                ? Coefficient.undefined(Agreement.ALL_THE_SAME)
                : Coefficient.of(sum / pairs);
    }
}
