package ai.inhouse.alignment.agreement;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// 95% percentile interval of a coefficient, by drawing units with replacement (Efron 1979). The
/// seed is fixed: the same ratings give the same interval.
final class Bootstrap {
    private static final int MOST_DRAWS = 1_000;
    private static final int LEAST_DRAWS = 100;
    private static final long UNITS = 4_000_000;
    private static final long SEED = 20261124;

    private Bootstrap() {}

    record Interval(double low, double high) {}

    /// Empty where the coefficient has no value, or has none in a tenth of the draws.
    static Optional<Interval> of(Agreement measure, RatingTable table) {
        int units = table.units().length;
        if (measure.of(table).known().isEmpty() || units < 2) {
            return Optional.empty();
        }
        int draws = Math.clamp(UNITS / units, LEAST_DRAWS, MOST_DRAWS);
        SplittableRandom random = new SplittableRandom(SEED);
        double[] values =
                IntStream.range(0, draws)
                        .mapToObj(_ -> random.ints(units, 0, units).toArray())
                        .map(chosen -> measure.of(table.pick(chosen)).known())
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .toArray();
        if (values.length < 0.9 * draws) {
            return Optional.empty();
        }
        Arrays.sort(values);
        return Optional.of(new Interval(quantile(values, 0.025), quantile(values, 0.975)));
    }

    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
