package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.InhouseException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
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
    void drawsFromAsManyTokensAsAVocabularyHas() {
        int n = 5003;
        SplittableRandom random = new SplittableRandom(3);
        int[] drawn = new int[n];
        Sampler sampler = new Sampler(n);
        Generator.Sampling sampling =
                new Generator.Sampling(1, 0.5, 0, 1, 1, List.of(), Optional.empty());
        for (int draw = 0; draw < DRAWS; draw++) {
            float[] logits = new float[n + 7];
            Arrays.fill(logits, -100);
            logits[7 + 10] = 1;
            logits[7 + 2000] = (float) (1 + Math.log(2) / 2);
            logits[7 + n - 1] = 1;
            drawn[
                    sampler.choose(
                            logits,
                            7,
                            sampling,
                            new Seen(0),
                            Optional.empty(),
                            random,
                            Guess.NONE)]++;
        }
        assertThat(drawn[10]).isCloseTo(DRAWS / 4, within(300));
        assertThat(drawn[2000]).isCloseTo(DRAWS / 2, within(300));
        assertThat(drawn[10] + drawn[2000] + drawn[n - 1]).isEqualTo(DRAWS);
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
        Seen seen = new Seen(4);
        seen.addRead(1);
        seen.addWritten(1);
        seen.addRead(2);
        float[] logits = {1.5f, 2, -1};
        Generator.Sampling sampling = sampling(0, 0, 1, 2);
        int chosen =
                new Sampler(3)
                        .choose(
                                logits,
                                0,
                                sampling,
                                seen,
                                Optional.empty(),
                                new SplittableRandom(1),
                                Guess.NONE);
        assertThat(chosen).isZero();
        assertThat(logits).containsExactly(1.5f, 1, -2);
    }

    @Test
    void penalizesWrittenTokensByPresenceAndFrequencyAndNotThePrompts() {
        Seen seen = new Seen(8);
        seen.addRead(0);
        seen.addWritten(1);
        seen.addWritten(1);
        seen.addWritten(2);
        float[] logits = {1, 5, 5, 1};
        var shaping = new Generator.Shaping(0, 0.5, 1, Map.of(3, 4.0));
        assertThat(choose(logits, seen, shaping, Optional.empty())).isEqualTo(3);
        assertThat(logits).containsExactly(1, 2.5f, 3.5f, 5);
    }

    @Test
    void choosesAmongWhatIsAllowedOnly() {
        BitSet allowed = new BitSet();
        allowed.set(2);
        float[] logits = {9, 8, -3};
        assertThat(choose(logits, new Seen(1), Generator.Shaping.NONE, Optional.of(allowed)))
                .isEqualTo(2);
    }

    private static int choose(
            float[] logits, Seen seen, Generator.Shaping shaping, Optional<BitSet> allowed) {
        var sampling = new Generator.Sampling(1, 0, 0, 1, 1, List.of(), Optional.of(1L), shaping);
        return new Sampler(logits.length)
                .choose(logits, 0, sampling, seen, allowed, new SplittableRandom(1), Guess.NONE);
    }

    @Test
    void drawsFromThoseWithEnoughOfTheLikeliestOnesProbability() {
        var shaping = new Generator.Shaping(0.4, 0, 0, Map.of());
        var sampling = new Generator.Sampling(1, 1, 0, 1, 1, List.of(), Optional.of(1L), shaping);
        assertThat(frequencies(sampling))
                .containsExactly(new double[] {1 / 3.0, 2 / 3.0, 0, 0, 0}, within(0.015));
    }

    @Test
    void tellsLogProbabilitiesOfTheModelItself() {
        Sampler sampler = new Sampler(LOGITS.length);
        sampler.keep(LOGITS, 0);
        Batch.Logprobs told = sampler.logprobs(3, 2);
        assertThat((double) told.logprob()).isCloseTo(Math.log(0.125), within(1e-6));
        assertThat(told.topIds()).containsExactly(1, 0);
        assertThat((double) told.topLogprobs()[0]).isCloseTo(Math.log(0.5), within(1e-6));
        sampler.keep(LOGITS, 0);
        assertThat(sampler.logprobs(0, 0).topIds()).isEmpty();
    }

    @Test
    void saysThatLogitsAreNotNumbers() {
        Seen seen = new Seen(1);
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
                                        Optional.empty(),
                                        new SplittableRandom(1),
                                        Guess.NONE))
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
        return frequencies(sampling(temperature, topK, topP, 1));
    }

    private static double[] frequencies(Generator.Sampling sampling) {
        Sampler sampler = new Sampler(LOGITS.length);
        SplittableRandom random = new SplittableRandom(11);
        double[] counts = new double[LOGITS.length];
        for (int i = 0; i < DRAWS; i++) {
            counts[
                            sampler.choose(
                                    LOGITS.clone(),
                                    0,
                                    sampling,
                                    new Seen(1),
                                    Optional.empty(),
                                    random,
                                    Guess.NONE)] +=
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
