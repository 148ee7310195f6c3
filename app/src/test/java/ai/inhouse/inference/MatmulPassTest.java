package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.model.ElementType;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelConfig.LayerPattern;
import ai.inhouse.model.SmallModels;
import ai.inhouse.model.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Steps by matrix products beside the same steps by vector kernels, on a network whose sizes are
/// no multiples of anything.
class MatmulPassTest {
    private static final int VOCABULARY = 211;
    private static final long SEED = 23;
    private static final Weights WEIGHTS =
            weights(ModelConfig.Architecture.QWEN2, new LayerPattern.Alike());

    private static Weights weights(ModelConfig.Architecture architecture, LayerPattern pattern) {
        ModelConfig config =
                new ModelConfig(
                                architecture,
                                VOCABULARY,
                                60,
                                100,
                                3,
                                6,
                                2,
                                10,
                                512,
                                10_000,
                                Optional.empty(),
                                1e-5,
                                false,
                                architecture == ModelConfig.Architecture.QWEN2,
                                architecture == ModelConfig.Architecture.GEMMA3)
                        .with(pattern);
        Weights weights = SmallModels.sharp(config, SEED, 8);
        return weights;
    }

    @AfterAll
    static void close() {
        WEIGHTS.close();
    }

    /// Of three sequences: pieces long and short, some of which go on where a step of the other
    /// kind ended.
    @ParameterizedTest
    @CsvSource({"BF16, 1", "BF16, 2", "BF16, 3", "Q8_0, 2", "Q4_1, 2"})
    void computesWhatVectorKernelsDoWithinTheRoundingOfItsOperands(
            WeightFormat format, int threads) {
        check(WEIGHTS, format, threads);
    }

    @Test
    void computesLayersWithoutRotationAndWindowsTheSame() {
        List<Weights> models =
                List.of(
                        weights(ModelConfig.Architecture.SMOLLM3, new LayerPattern.Unrotated(2)),
                        weights(
                                ModelConfig.Architecture.GEMMA3,
                                new LayerPattern.Windowed(2, 40, 1e3, 12)));
        for (Weights model : models) {
            try (model) {
                check(model, WeightFormat.BF16, 2);
            }
        }
    }

    private static void check(Weights weights, WeightFormat format, int threads) {
        int[][][] steps = {
            {{0, 70}, {1, 3}, {2, 17}},
            {{1, 2}, {0, 1}},
            {{2, 150}, {1, 1}, {0, 40}},
            {{0, 1}, {1, 1}, {2, 1}},
            {{1, 7}, {2, 2}}
        };
        List<float[]> exact = logits(weights, format, Arithmetic.EXACT, threads, steps);
        List<float[]> fast = logits(weights, format, Arithmetic.FAST, threads, steps);
        assertThat(fast).hasSameSizeAs(exact);
        assertThat(LogitProbe.error(exact, fast)).as("seed %d", SEED).isLessThan(0.02);
    }

    /// Decoded anew for each product, weights are the same as in a copy; the library may sum up a
    /// transposed operand in another order.
    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q6_K", "Q4_K", "Q4_0", "Q4_1"})
    void computesTheSameWithoutACopyOfTheWeights(WeightFormat format) {
        int[][][] steps = {{{0, 70}, {1, 17}}, {{1, 40}, {0, 1}}};
        EngineOptions options = EngineOptions.fast(2);
        List<float[]> copied = logits(WEIGHTS, format, options, steps);
        List<float[]> decoded = logits(WEIGHTS, format, options.withCopy(false), steps);
        assertThat(LogitProbe.error(copied, decoded)).as("seed %d", SEED).isLessThan(0.005);
    }

    private static List<float[]> logits(
            Weights weights,
            WeightFormat format,
            Arithmetic arithmetic,
            int threads,
            int[][][] steps) {
        return logits(weights, format, EngineOptions.fast(threads).with(arithmetic), steps);
    }

    private static List<float[]> logits(
            Weights weights, WeightFormat format, EngineOptions options, int[][][] steps) {
        try (Team team = new Team(options.threads());
                DecoderNetwork network =
                        new DecoderNetwork(new RoundedWeights(weights, format), options, team)) {
            List<KeyValueCache> caches =
                    List.of(network.newCache(), network.newCache(), network.newCache());
            return LogitProbe.logits(
                    network, caches, steps, VOCABULARY, new Random(SEED), i -> i % 3 > 0 || i == 0);
        }
    }

    /// The logits of one step are rounded far finer than bf16: equal ones would be rare.
    @Test
    void doesNotMakeEqualsOfNeighbours() {
        int[][][] steps = {{{0, 64}}};
        List<float[]> fast = logits(WEIGHTS, WeightFormat.BF16, Arithmetic.FAST, 2, steps);
        long distinct = 0;
        for (float[] row : fast) {
            float[] sorted = row.clone();
            Arrays.sort(sorted);
            for (int i = 1; i < sorted.length; i++) {
                distinct += sorted[i] > sorted[i - 1] ? 1 : 0;
            }
        }
        assertThat((double) distinct / fast.size()).isGreaterThan(VOCABULARY - 3);
    }

    @Test
    void roundsToBf16LikeEveryoneElse() {
        Random random = new Random(SEED);
        float[] values = new float[4096];
        for (int i = 0; i < values.length; i++) {
            int bits = i < 64 ? (i << 14) : random.nextInt();
            float value = Float.intBitsToFloat(bits);
            values[i] = Float.isNaN(value) ? 0 : value;
        }
        short[] expected = new short[values.length];
        short[] actual = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            expected[i] = ElementType.bfloat16(values[i]);
            actual[i] = BrainFloats.narrow(values[i]);
        }
        assertThat(actual).containsExactly(expected);
        BrainFloats.narrow(
                values, 0, java.lang.foreign.MemorySegment.ofArray(actual), 0, values.length);
        assertThat(actual).as("seed %d", SEED).containsExactly(expected);
    }
}
