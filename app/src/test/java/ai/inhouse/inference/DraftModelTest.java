package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.SmallModels;
import ai.inhouse.model.Weights;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A draft model changes a text's speed, and its distribution not at all.
class DraftModelTest {
    private static final int VOCABULARY = 13;
    private static final Weights LARGE = weights(VOCABULARY, 3, 5, 5);
    private static final Weights RELATED = related();
    private static final Weights FOREIGN = weights(VOCABULARY, 1, 77, 12);

    private static Weights weights(int vocabulary, int layers, long seed, float factor) {
        ModelConfig config = SmallModels.llama(vocabulary, layers, 512);
        Weights weights = SmallModels.sharp(config, seed, factor);
        return weights;
    }

    /// The large model with some noise: often of one opinion with it.
    private static Weights related() {
        Weights weights = weights(VOCABULARY, 3, 5, 5);
        Random random = new Random(9);
        for (long i = 0; i < weights.layout().elements(); i++) {
            float value = weights.memory().getAtIndex(ValueLayout.JAVA_FLOAT, i);
            float noise = 1 + 0.15f * (float) random.nextGaussian();
            weights.memory().setAtIndex(ValueLayout.JAVA_FLOAT, i, value * noise);
        }
        return weights;
    }

    @AfterAll
    static void close() {
        LARGE.close();
        RELATED.close();
        FOREIGN.close();
    }

    private static DecoderGenerator open(WeightFormat format) {
        MatrixSource source = new RoundedWeights(LARGE, format);
        return Generators.open(source, EngineOptions.fast(1), true);
    }

    private static int[] prompt(int seed) {
        return new Random(seed).ints(9, 0, VOCABULARY).toArray();
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "Q8_0"})
    void writesTheSameGreedyAndSeededTextAsWithoutIt(WeightFormat format) {
        try (DecoderGenerator plain = open(format)) {
            for (Weights draft : List.of(RELATED, FOREIGN)) {
                int accepted = 0;
                try (DecoderGenerator drafted = open(format)) {
                    drafted.draftBy(draft, format);
                    for (int i = 0; i < 4; i++) {
                        for (Sampling sampling : samplings(i)) {
                            Completion with = drafted.stream(prompt(i), sampling, id -> true);
                            assertThat(with.ids())
                                    .as("%s, prompt %d", sampling, i)
                                    .containsExactly(
                                            plain.stream(prompt(i), sampling, id -> true).ids());
                            accepted += with.drafts().accepted();
                        }
                    }
                }
                assertThat(accepted).isPositive();
            }
        }
    }

    private static List<Sampling> samplings(long seed) {
        return List.of(
                Sampling.greedy(70, List.of()),
                Sampling.greedy(70, List.of(3)),
                new Sampling(60, 0.8, 0, 0.95, 1, List.of(), Optional.of(seed)),
                new Sampling(60, 0.5, 5, 1, 1.2, List.of(), Optional.of(seed)));
    }

    /// Pairs of the last tokens of short texts, with and without drafts: as alike as two samples of
    /// one distribution are (chi-square of two samples).
    @Test
    void drawsFromTheSameDistribution() {
        Sampling unseeded = new Sampling(14, 1, 0, 1, 1, List.of(), Optional.empty());
        int n = 1000;
        int[] with = new int[VOCABULARY * VOCABULARY];
        int[] without = new int[with.length];
        int drafted = 0;
        try (DecoderGenerator model = open(WeightFormat.F32);
                DecoderGenerator plain = open(WeightFormat.F32)) {
            model.draftBy(FOREIGN, WeightFormat.F32);
            for (int i = 0; i < n; i++) {
                Completion one = model.stream(new int[] {1}, unseeded, id -> true);
                drafted += one.drafts().drafted();
                with[one.ids()[12] * VOCABULARY + one.ids()[13]]++;
                int[] ids = plain.stream(new int[] {1}, unseeded, id -> true).ids();
                without[ids[12] * VOCABULARY + ids[13]]++;
            }
        }
        assertThat(drafted).isPositive();
        assertThat(deviation(with, without)).isLessThan(6);
    }

    /// How many standard deviations the two-sample chi-square statistic is above its mean, over
    /// cells that were seen often enough.
    private static double deviation(int[] a, int[] b) {
        double statistic = 0;
        int cells = 0;
        for (int i = 0; i < a.length; i++) {
            if (a[i] + b[i] >= 10) {
                statistic += Math.pow(a[i] - b[i], 2) / (a[i] + b[i]);
                cells++;
            }
        }
        return (statistic - cells) / Math.sqrt(2.0 * cells);
    }

    /// The rule itself, where it is easiest seen: guesses from a distribution that has little in
    /// common with the right one.
    @Test
    void takesAndRefusesGuessesSoThatWhatIsDrawnIsTheModels() {
        long seed = 41;
        SplittableRandom random = new SplittableRandom(seed);
        float[] logits = {0, 1, 2, -1, 0.5f};
        float[] guessing = {2, 1, 0, 1, -2};
        Sampling sampling = new Sampling(1, 0.9, 0, 0.9, 1, List.of(), Optional.empty());
        Sampler sampler = new Sampler(logits.length);
        int n = 20_000;
        int[] with = new int[logits.length];
        int[] without = new int[logits.length];
        for (int i = 0; i < n; i++) {
            float[] chances = new float[logits.length];
            int guess = sampler.propose(guessing.clone(), sampling, random, chances);
            with[
                    sampler.choose(
                            logits.clone(),
                            0,
                            sampling,
                            new Seen(0),
                            Optional.empty(),
                            random,
                            new Guess(guess, chances))]++;
            without[
                    sampler.choose(
                            logits.clone(),
                            0,
                            sampling,
                            new Seen(0),
                            Optional.empty(),
                            random,
                            Guess.NONE)]++;
        }
        assertThat(deviation(with, without))
                .as("seed %d: %s, %s", seed, Arrays.toString(with), Arrays.toString(without))
                .isLessThan(5);
    }

    @Test
    void fallsAwayWhereGuessesAreRefused() {
        DraftLength length = new DraftLength();
        StepTimes times = new StepTimes();
        int drafts = 0;
        for (int i = 0; i < 1000; i++) {
            int wanted = length.next(times, 0.1, 5);
            if (wanted > 0) {
                drafts++;
                length.heard(wanted, 0);
            }
        }
        assertThat(drafts).isBetween(1, 250);
        int last = 0;
        for (int i = 0; i < 300; i++) {
            int wanted = length.next(times, 0.1, 5);
            length.heard(wanted, wanted);
            last = Math.max(last, wanted);
        }
        assertThat(last).as("once all are taken").isEqualTo(5);
        assertThat(new DraftLength().next(times, 2, 5)).as("a slow draft model").isZero();
    }

    @Test
    void refusesAModelOfAnotherVocabulary() {
        try (Weights other = weights(VOCABULARY + 1, 1, 3, 1);
                DecoderGenerator generator = open(WeightFormat.F32)) {
            assertThatThrownBy(() -> generator.draftBy(other, WeightFormat.F32))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("a model of 14 tokens");
        }
    }
}
