package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Finish;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.model.SmallModels;
import ai.inhouse.model.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// On a small network of odd sizes with large random weights, whose texts wander.
class DecoderGeneratorTest {
    private static final int VOCABULARY = 211;
    private static final int MAX_LENGTH = 256;
    private static final long SEED = 5;
    private static final Weights WEIGHTS = weights();

    static Weights weights() {
        ModelConfig config =
                new ModelConfig(
                        ModelConfig.Architecture.LLAMA,
                        VOCABULARY,
                        60,
                        100,
                        2,
                        6,
                        2,
                        10,
                        MAX_LENGTH,
                        10_000,
                        Optional.empty(),
                        1e-5,
                        false,
                        false,
                        false);
        Weights weights = SmallModels.sharp(config, SEED, 12);
        return weights;
    }

    @AfterAll
    static void close() {
        WEIGHTS.close();
    }

    @ParameterizedTest
    @EnumSource(value = WeightFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "GGUF")
    void writesTheSameInABatchAsAloneWithAnyNumberOfThreads(WeightFormat format) {
        // More than there are slots, and some longer than a step.
        List<int[]> prompts = prompts(40);
        Sampling sampling = sampling(12, 0.8, 7);
        List<Completion> alone = new ArrayList<>();
        List<float[]> scores = new ArrayList<>();
        try (Generator generator = Generators.open(WEIGHTS, format, Arithmetic.EXACT, 1)) {
            for (int i = 0; i < prompts.size(); i++) {
                alone.add(generator.stream(prompts.get(i), sampling(12, 0.8, 7 + i), id -> true));
                scores.add(generator.score(prompts.get(i)));
            }
        }
        assertThat(alone).map(Completion::ids).doesNotHaveDuplicates();
        for (int threads : new int[] {1, 3}) {
            try (Generator generator =
                    Generators.open(WEIGHTS, format, Arithmetic.EXACT, threads)) {
                List<Completion> together = generator.generate(prompts, sampling);
                List<float[]> scoredTogether = generator.scoreAll(prompts);
                for (int i = 0; i < prompts.size(); i++) {
                    assertThat(together.get(i).ids()).containsExactly(alone.get(i).ids());
                    assertThat(scoredTogether.get(i)).containsExactly(scores.get(i));
                }
            }
        }
    }

    @Test
    void scoresWhatItWouldWrite() {
        try (Generator generator = open()) {
            int[] prompt = prompts(1).getFirst();
            float[] scores = generator.score(prompt);
            List<float[]> logits =
                    LogitProbe.logits(WEIGHTS, WeightFormat.F32, new int[][] {prompt}, 1);
            assertThat(scores).hasSize(prompt.length - 1);
            for (int i = 0; i < scores.length; i++) {
                float[] row = logits.get(i);
                double sum = 0;
                for (float logit : row) {
                    sum += Math.exp(logit);
                }
                assertThat((double) scores[i])
                        .isCloseTo(row[prompt[i + 1]] - Math.log(sum), within(1e-4));
            }
            assertThat(generator.score(new int[] {3})).isEmpty();
        }
    }

    @Test
    void repeatsATextWithItsSeedAndChangesItWithAnother() {
        try (Generator generator = open()) {
            int[] prompt = {1, 2, 3};
            int[] first = generator.stream(prompt, sampling(30, 1, 1), id -> true).ids();
            assertThat(generator.stream(prompt, sampling(30, 1, 1), id -> true).ids())
                    .containsExactly(first);
            assertThat(generator.stream(prompt, sampling(30, 1, 2), id -> true).ids())
                    .isNotEqualTo(first);
            Sampling unseeded = new Sampling(30, 1, 0, 1, 1, List.of(), Optional.empty());
            assertThat(generator.stream(prompt, unseeded, id -> true).ids())
                    .isNotEqualTo(generator.stream(prompt, unseeded, id -> true).ids());
        }
    }

    @Test
    void stopsAtStopTokensAndLeavesThemOut() {
        try (Generator generator = open()) {
            int[] prompt = {9, 8, 7};
            int[] free = generator.stream(prompt, Sampling.greedy(20, List.of()), id -> true).ids();
            int stop = free[5];
            int at = 0;
            while (free[at] != stop) {
                at++;
            }
            Completion stopped =
                    generator.stream(prompt, Sampling.greedy(20, List.of(stop)), id -> true);
            assertThat(stopped.ids()).containsExactly(Arrays.copyOf(free, at));
            assertThat(stopped.finish()).isEqualTo(Finish.STOP);
        }
    }

    @Test
    void handsOverEachTokenAndStopsWhenTold() {
        try (Generator generator = open()) {
            List<Integer> heard = new ArrayList<>();
            Completion completion =
                    generator.stream(
                            new int[] {4},
                            Sampling.greedy(20, List.of()),
                            id -> {
                                heard.add(id);
                                return heard.size() < 6;
                            });
            assertThat(completion.finish()).isEqualTo(Finish.CANCELLED);
            assertThat(completion.ids())
                    .containsExactly(heard.stream().mapToInt(Integer::intValue).toArray())
                    .hasSize(6);
        }
    }

    @Test
    void keepsWhatWasWrittenWhenItsThreadIsInterrupted() {
        try (Generator generator = open()) {
            Thread.currentThread().interrupt();
            List<Completion> completions =
                    generator.generate(prompts(40), Sampling.greedy(20, List.of()));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(completions).hasSize(40);
            assertThat(completions).extracting(Completion::finish).contains(Finish.CANCELLED);
            assertThat(generator.generate(prompts(2), Sampling.greedy(3, List.of())))
                    .extracting(Completion::finish)
                    .containsOnly(Finish.LENGTH);
        }
    }

    @Test
    void writesToTheEndOfTheContextAndNoFurther() {
        try (Generator generator = open()) {
            int[] prompt = new Random(SEED).ints(MAX_LENGTH - 3, 0, VOCABULARY).toArray();
            Completion completion =
                    generator.stream(prompt, Sampling.greedy(100, List.of()), id -> true);
            assertThat(completion.ids()).hasSize(4);
            assertThat(completion.finish()).isEqualTo(Finish.LENGTH);
        }
    }

    @Test
    void refusesPromptsThatCannotBe() {
        try (Generator generator = open()) {
            Sampling sampling = Sampling.greedy(1, List.of());
            assertThatThrownBy(() -> generator.generate(List.of(new int[MAX_LENGTH + 1]), sampling))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("257 tokens")
                    .hasMessageContaining("at most 256");
            assertThatThrownBy(() -> generator.score(new int[] {VOCABULARY}))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("token 211");
            assertThatThrownBy(() -> generator.generate(List.of(new int[0]), sampling))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(generator.generate(List.of(), sampling)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(value = WeightFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "GGUF")
    void computesWithRoundedWeightsAsExactlyAsInFullPrecision(WeightFormat format) {
        int[][] ids = {prompts(1).getFirst(), {7}};
        try (Weights rounded = rounded(format)) {
            List<float[]> expected = LogitProbe.logits(rounded, WeightFormat.F32, ids, 2);
            List<float[]> actual = LogitProbe.logits(WEIGHTS, format, ids, 2);
            double error = 0;
            double norm = 0;
            for (int i = 0; i < expected.size(); i++) {
                for (int j = 0; j < VOCABULARY; j++) {
                    error += Math.pow(actual.get(i)[j] - expected.get(i)[j], 2);
                    norm += Math.pow(expected.get(i)[j], 2);
                }
            }
            assertThat(Math.sqrt(error / norm)).isLessThan(1e-5);
        }
    }

    /// The weights as the format keeps them.
    private static Weights rounded(WeightFormat format) {
        Weights rounded = WEIGHTS.copy();
        try (Team team = new Team(1);
                Arena arena = Arena.ofShared()) {
            for (ParameterLayout.Parameter p : rounded.layout().parameters()) {
                if (p.shape().size() == 2) {
                    MemorySegment memory = rounded.segment(p);
                    int columns = p.shape().getLast();
                    boolean table = p.shape().getFirst() == VOCABULARY;
                    PackedMatrix matrix =
                            PackedMatrix.pack(
                                    table ? format.forVocabulary() : format,
                                    memory,
                                    p.shape().getFirst(),
                                    columns,
                                    arena,
                                    team);
                    float[] row = new float[columns];
                    for (int r = 0; r < matrix.rows; r++) {
                        matrix.copyRow(r, row, 0);
                        long at = 4L * r * columns;
                        MemorySegment.copy(row, 0, memory, ValueLayout.JAVA_FLOAT, at, columns);
                    }
                }
            }
        }
        return rounded;
    }

    @Test
    void canBeClosedTwiceAndNotUsedAfterwards() {
        Generator generator = open();
        generator.close();
        generator.close();
        assertThatThrownBy(() -> generator.score(new int[] {1, 2}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void measuresItself() {
        DecodeBench bench = new DecodeBench(WEIGHTS, WeightFormat.Q8_0, EngineOptions.fast(2));
        DecodeBench.Result result = bench.batch(4, 8);
        assertThat(result.tokens()).isEqualTo(32);
        assertThat(result.tokensPerSecond()).isPositive();
        assertThat(result.readBytesPerSecond()).isPositive();
        assertThat(bench.prefill(100).tokens()).isEqualTo(100);
    }

    private static Generator open() {
        return Generators.open(WEIGHTS, WeightFormat.F32, 2);
    }

    private static Sampling sampling(int maxTokens, double temperature, long seed) {
        return new Sampling(maxTokens, temperature, 0, 0.95, 1.1, List.of(), Optional.of(seed));
    }

    private static List<int[]> prompts(int count) {
        Random random = new Random(SEED);
        List<int[]> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = i % 9 == 0 ? 100 + random.nextInt(100) : 1 + random.nextInt(12);
            prompts.add(random.ints(length, 0, VOCABULARY).toArray());
        }
        return prompts;
    }
}
