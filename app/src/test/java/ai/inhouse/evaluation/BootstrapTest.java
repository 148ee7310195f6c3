package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final double[] ONES = ones(200);

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] normal(int n, long seed) {
        Random random = new Random(seed);
        return random.doubles(n).map(u -> random.nextGaussian()).toArray();
    }

    @Test
    void givesTheSameIntervalForTheSameSeed() {
        double[] scores = normal(200, 1);
        assertThat(Bootstrap.of(scores, ONES, 7)).isEqualTo(Bootstrap.of(scores, ONES, 7));
        assertThat(Bootstrap.of(scores, ONES, 8)).isNotEqualTo(Bootstrap.of(scores, ONES, 7));
    }

    @Test
    void comesCloseToTheNormalIntervalOfAMean() {
        double[] scores = normal(200, 2);
        double mean = Arrays.stream(scores).average().orElseThrow();
        double variance =
                Arrays.stream(scores).map(s -> (s - mean) * (s - mean)).sum() / scores.length;
        double error = Math.sqrt(variance / scores.length);

        Bootstrap bootstrap = Bootstrap.of(scores, ONES, 3);

        assertThat(bootstrap.mean()).isCloseTo(mean, within(1e-12));
        assertThat(bootstrap.deviation()).isCloseTo(error, within(0.03 * error));
        Interval interval = bootstrap.interval().orElseThrow();
        assertThat(interval.low()).isCloseTo(mean - 1.96 * error, within(0.15 * error));
        assertThat(interval.high()).isCloseTo(mean + 1.96 * error, within(0.15 * error));
    }

    @Test
    void countsACaseByItsWeight() {
        Bootstrap bootstrap = Bootstrap.of(new double[] {1, 4}, new double[] {2, 1}, 1);
        assertThat(bootstrap.mean()).isCloseTo(2, within(1e-12));
        assertThat(bootstrap.interval()).contains(new Interval(1, 4));
    }

    @Test
    void claimsNoIntervalForASingleCase() {
        assertThat(Bootstrap.of(new double[] {3}, new double[] {1}, 1).interval()).isEmpty();
    }
}
