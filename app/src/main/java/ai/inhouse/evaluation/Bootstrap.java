package ai.inhouse.evaluation;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/// The uncertainty of a weighted mean by drawing the cases again with replacement (Efron and
/// Tibshirani, 1993, chapter 13: the percentile interval). Given the differences of two models on
/// the same cases it is the paired bootstrap. The same seed gives the same interval.
///
/// @param mean of the cases as they are
/// @param deviation standard deviation of the mean over the draws
/// @param interval 95%; empty for a single case
public record Bootstrap(double mean, double deviation, Optional<Interval> interval) {
    private static final int DRAWS = 10_000;

    /// @param weights how much each score counts; positive
    public static Bootstrap of(double[] scores, double[] weights, long seed) {
        int n = scores.length;
        if (n == 0 || weights.length != n) {
            throw new IllegalArgumentException(
                    "%d scores with %d weights".formatted(n, weights.length));
        }
        double mean = mean(scores, weights);
        if (n == 1) {
            return new Bootstrap(mean, 0, Optional.empty());
        }
        double[] means = new double[DRAWS];
        Random random = new Random(seed);
        for (int draw = 0; draw < DRAWS; draw++) {
            means[draw] = drawnMean(scores, weights, random);
        }
        Arrays.sort(means);
        return new Bootstrap(
                mean,
                deviation(means),
                Optional.of(new Interval(quantile(means, 0.025), quantile(means, 0.975))));
    }

    private static double mean(double[] scores, double[] weights) {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += scores[i] * weights[i];
            weight += weights[i];
        }
        return sum / weight;
    }

    private static double drawnMean(double[] scores, double[] weights, Random random) {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < scores.length; i++) {
            int drawn = random.nextInt(scores.length);
            sum += scores[drawn] * weights[drawn];
            weight += weights[drawn];
        }
        return sum / weight;
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.length - 1));
    }

    /// By linear interpolation between the two nearest.
    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
