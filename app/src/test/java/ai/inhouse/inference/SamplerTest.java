package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.InhouseException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final int DRAWS = 20_000;

    /// Probabilities 0.5, 0.25, 0.125, 0.0625, 0.0625.
    private static final float[] LOGITS = {
        (float) Math.log(4), (float) Math.log(8), 0, (float) Math.log(2), 0
    };

    @Test
    void drawsByTheirProbabilities() {
        assertThat(frequencies(1, 0, 1))
                .containsExactly(new double[] {0.25, 0.5, 0.0625, 0.125, 0.0625}, within(0.015));
    }

    @Test
    void sharpensWithALowTemperature() {
        double sum = 4 * 4 + 8 * 8 + 1 + 2 * 2 + 1;
        assertThat(frequencies(0.5, 0, 1))
                .containsExactly(
                        new double[] {16 / sum, 64 / sum, 1 / sum, 4 / sum, 1 / sum},
                        within(0.015));
    }

    @Test
    void drawsFromTheLikeliestOnly() {
        assertThat(frequencies(1, 2, 1))
                .containsExactly(new double[] {1 / 3.0, 2 / 3.0, 0, 0, 0}, within(0.015));
        assertThat(frequencies(1, 1, 1)).containsExactly(0, 1, 0, 0, 0);
    }

    @Test
    void drawsFromTheFewestThatReachTheProbability() {
        assertThat(frequencies(1, 0, 0.7))
                .containsExactly(new double[] {1 / 3.0, 2 / 3.0, 0, 0, 0}, within(0.015));
        assertThat(frequencies(1, 0, 1e-9)).containsExactly(0, 1, 0, 0, 0);
        // Of the two likeliest (1/3 and 2/3) the first reaches 0.6 alone.
        assertThat(frequencies(1, 2, 0.6)).containsExactly(0, 1, 0, 0, 0);
    }

    @Test
    void takesTheLikeliestAtTemperatureZero() {
        assertThat(frequencies(0, 0, 1)).containsExactly(0, 1, 0, 0, 0);
    }

    @Test
    void penalizesWhatWasWritten() {
        Sampler.Seen seen = new Sampler.Seen(4);
        seen.add(1);
        seen.add(1);
        seen.add(2);
        float[] logits = {1.5f, 2, -1};
        Generator.Sampling sampling = sampling(0, 0, 1, 2);
        int chosen = new Sampler(3).choose(logits, 0, sampling, seen, new SplittableRandom(1));
        assertThat(chosen).isZero();
        assertThat(logits).containsExactly(1.5f, 1, -2);
    }

    @Test
    void saysThatLogitsAreNotNumbers() {
        Sampler.Seen seen = new Sampler.Seen(1);
        float[] logits = new float[40];
        logits[3] = Float.NaN;
        Sampler sampler = new Sampler(40);
        assertThatThrownBy(
                        () ->
                                sampler.choose(
                                        logits,
                                        0,
                                        sampling(0, 0, 1, 1),
                                        seen,
                                        new SplittableRandom(1)))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("not a number");
    }

    @Test
    void refusesImpossibleSettings() {
        assertThatThrownBy(() -> sampling(-1, 0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sampling(1, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sampling(1, -1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double[] frequencies(double temperature, int topK, double topP) {
        Sampler sampler = new Sampler(LOGITS.length);
        SplittableRandom random = new SplittableRandom(11);
        double[] counts = new double[LOGITS.length];
        for (int i = 0; i < DRAWS; i++) {
            counts[
                            sampler.choose(
                                    LOGITS.clone(),
                                    0,
                                    sampling(temperature, topK, topP, 1),
                                    new Sampler.Seen(1),
                                    random)] +=
                    1.0 / DRAWS;
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Math.abs(counts[i] - 1) < 1e-9 ? 1 : counts[i];
        }
        return counts;
    }

    private static Generator.Sampling sampling(
            double temperature, int topK, double topP, double penalty) {
        return new Generator.Sampling(
                1, temperature, topK, topP, penalty, List.of(), Optional.of(1L));
    }
}
