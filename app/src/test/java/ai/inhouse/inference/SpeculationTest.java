package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.SmallModels;
import ai.inhouse.model.Weights;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Drafts change a text's speed and nothing else.
class SpeculationTest {
    private static final int VOCABULARY = 97;
    private static final Speculation.Costs COSTS = new Speculation.Costs(new StepTimes(), 1);
    private static final Weights WEIGHTS = weights();

    /// Weights so large that texts fall into loops, with some way before.
    private static Weights weights() {
        ModelConfig config =
                new ModelConfig(
                        ModelConfig.Architecture.LLAMA,
                        VOCABULARY,
                        64,
                        96,
                        2,
                        4,
                        2,
                        16,
                        512,
                        10_000,
                        Optional.empty(),
                        1e-5,
                        true,
                        false,
                        false);
        Weights weights = SmallModels.sharp(config, 5, 12);
        return weights;
    }

    @AfterAll
    static void close() {
        WEIGHTS.close();
    }

    @ParameterizedTest
    @EnumSource(value = WeightFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "GGUF")
    void writesTheSameTokensWithAndWithoutDrafts(WeightFormat format) {
        for (Arithmetic arithmetic : Arithmetic.values()) {
            EngineOptions options = EngineOptions.fast(2).with(arithmetic);
            MatrixSource source = new RoundedWeights(WEIGHTS, format);
            try (DecoderGenerator with = Generators.open(source, options, true);
                    DecoderGenerator without = Generators.open(source, options, false)) {
                int accepted = 0;
                for (int i = 0; i < 6; i++) {
                    int[] prompt = prompt(i);
                    for (Sampling sampling : samplings(i)) {
                        Completion drafted = with.stream(prompt, sampling, id -> true);
                        Completion plain = without.stream(prompt, sampling, id -> true);
                        assertThat(drafted.ids())
                                .as("%s, prompt %d", sampling, i)
                                .containsExactly(plain.ids());
                        assertThat(drafted.finish()).isEqualTo(plain.finish());
                        assertThat(plain.drafts()).isEqualTo(Generator.Drafts.NONE);
                        accepted += drafted.drafts().accepted();
                    }
                }
                assertThat(accepted).isPositive();
            }
        }
    }

    /// A prompt that repeats itself.
    private static int[] prompt(int seed) {
        int[] phrase = new Random(seed).ints(9, 0, VOCABULARY).toArray();
        return IntStream.range(0, 40).map(i -> phrase[i % phrase.length]).toArray();
    }

    private static List<Sampling> samplings(long seed) {
        Optional<Long> seeded = Optional.of(seed);
        return List.of(
                Sampling.greedy(90, List.of()),
                Sampling.greedy(90, List.of(3, 7, 11)),
                new Sampling(60, 0.7, 0, 0.95, 1, List.of(), seeded),
                new Sampling(60, 0.3, 5, 1, 1.2, List.of(9), seeded));
    }

    @Test
    void tellsEachTokenAndItsLogProbabilityOnce() {
        var wanted = new Batch.LogprobsWanted(true, false, 2);
        List<Float> with = logprobs(true, wanted);
        assertThat(with).isEqualTo(logprobs(false, wanted)).hasSize(80);
    }

    private static List<Float> logprobs(boolean speculates, Batch.LogprobsWanted wanted) {
        MatrixSource source = new RoundedWeights(WEIGHTS, WeightFormat.F32);
        try (DecoderGenerator generator =
                        Generators.open(source, EngineOptions.fast(1), speculates);
                Batch batch = generator.newBatch()) {
            Heard heard = new Heard();
            batch.add(
                    new Batch.Request(
                            prompt(1),
                            Sampling.greedy(80, List.of()),
                            Optional.of("a"),
                            Optional.empty(),
                            wanted,
                            Arithmetic.FAST,
                            heard));
            while (batch.size() > 0) {
                batch.step();
            }
            return heard.logprobs.stream().map(Batch.Logprobs::logprob).toList();
        }
    }

    @Test
    void stopsGuessingWhereGuessesAreWrong() {
        Speculation speculation = new Speculation(4000, Optional.empty());
        int[] ids = IntStream.range(0, 4000).map(i -> i % 7).toArray();
        int guesses = 0;
        for (int length = 50; length < 1050; length++) {
            speculation.guess(ids, length, 100, COSTS);
            guesses += speculation.drafted() > 0 ? 1 : 0;
            if (speculation.drafted() > 0) {
                speculation.accepted(0);
            }
        }
        assertThat(guesses).isBetween(8, 30);
        for (int length = 1050; length < 1550; length++) {
            speculation.guess(ids, length, 100, COSTS);
            if (speculation.drafted() > 0) {
                speculation.accepted(speculation.drafted());
                guesses++;
            }
        }
        assertThat(guesses).as("once it pays again").isGreaterThan(300);
    }
}
