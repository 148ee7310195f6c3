package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.Batch.LogprobsWanted;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.model.Adapter;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.LoraTarget;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import ai.inhouse.model.SmallModels;
import ai.inhouse.model.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Adapters beside each other on one base, whose sizes are no multiples of anything.
class AdapterTest {
    private static final int VOCABULARY = 101;
    private static final long SEED = 29;
    private static final Set<LoraTarget> ALL = EnumSet.allOf(LoraTarget.class);
    private static final Weights BASE = weights(60);
    private static final Adapter ONE = adapter(BASE, new LoraConfig(5, 9, ALL, 1));
    private static final Adapter OTHER =
            adapter(BASE, new LoraConfig(8, 8, EnumSet.of(LoraTarget.VALUE, LoraTarget.UP), 2));

    private static Weights weights(int width) {
        ModelConfig config =
                new ModelConfig(
                        ModelConfig.Architecture.QWEN2,
                        VOCABULARY,
                        width,
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
                        true,
                        false);
        return SmallModels.sharp(config, SEED, 8);
    }

    /// One that has learned something: fresh ones change nothing.
    private static Adapter adapter(Weights base, LoraConfig lora) {
        Random random = new Random(lora.seed());
        try (DecoderLearner learner = Learners.lora(base, lora, Precision.FP32, 1)) {
            Adapter adapter = learner.adapter().orElseThrow();
            for (int layer = 0; layer < base.config().layers(); layer++) {
                for (LoraTarget target : lora.targets()) {
                    MemorySegment b = adapter.b(layer, target);
                    for (long i = 0; i < b.byteSize() / Float.BYTES; i++) {
                        float value = (float) random.nextGaussian() * 0.1f;
                        b.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
                    }
                }
            }
            return adapter;
        }
    }

    @AfterAll
    static void close() {
        BASE.close();
        ONE.close();
        OTHER.close();
    }

    private static int[] prompt(int seed, int length) {
        return new Random(seed).ints(length, 0, VOCABULARY).toArray();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void computesWhatTheMergedModelDoes(int threads) {
        EngineOptions options = EngineOptions.fast(threads).with(Arithmetic.EXACT);
        for (Adapter adapter : List.of(ONE, OTHER)) {
            try (Weights merged = weights(60)) {
                adapter.mergeInto(merged);
                List<float[]> expected = logits(merged, WeightFormat.F32, options, List.of());
                List<float[]> actual = logits(BASE, WeightFormat.F32, options, List.of(adapter));
                assertThat(LogitProbe.error(expected, actual)).as("seed %d", SEED).isLessThan(1e-5);
                List<float[]> base = logits(BASE, WeightFormat.F32, options, List.of());
                assertThat(LogitProbe.error(base, actual)).isGreaterThan(0.1);
            }
        }
    }

    /// The base's weights stay as they are packed: their rounding is the base's, not the sum's.
    @ParameterizedTest
    @CsvSource({"BF16, true", "Q8_0, true", "Q4_1, false"})
    void computesByMatrixProductsWhatVectorKernelsDo(WeightFormat format, boolean copies) {
        EngineOptions fast = EngineOptions.fast(2).withCopy(copies);
        List<Adapter> mixed = List.of(ONE, OTHER);
        List<float[]> expected = logits(BASE, format, fast.with(Arithmetic.EXACT), mixed);
        List<float[]> actual = logits(BASE, format, fast, mixed);
        assertThat(LogitProbe.error(expected, actual)).as("seed %d", SEED).isLessThan(0.02);
    }

    /// Of three sequences, each with the next adapter, the last without: pieces long and short.
    private static List<float[]> logits(
            Weights weights, WeightFormat format, EngineOptions options, List<Adapter> adapters) {
        int[][][] steps = {{{0, 70}, {1, 3}, {2, 17}}, {{1, 2}, {0, 1}}, {{2, 30}, {1, 1}, {0, 9}}};
        try (Team team = new Team(options.threads());
                DecoderNetwork network =
                        new DecoderNetwork(new RoundedWeights(weights, format), options, team)) {
            List<KeyValueCache> caches = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                boolean one = adapters.size() == 1;
                int index = one ? 0 : i;
                caches.add(
                        network.newCache(
                                index < adapters.size()
                                        ? Optional.of(
                                                AdapterWeights.of(
                                                        adapters.get(index),
                                                        Integer.toString(i),
                                                        weights.config()))
                                        : Optional.empty()));
            }
            return LogitProbe.logits(
                    network, caches, steps, VOCABULARY, new Random(SEED), i -> true);
        }
    }

    @ParameterizedTest
    @CsvSource({"F32, EXACT", "Q8_0, EXACT", "Q8_0, FAST", "BF16, FAST"})
    void writesTheSameInAMixedBatchAsEachAdapterAlone(WeightFormat format, Arithmetic arithmetic) {
        EngineOptions options = EngineOptions.fast(2).with(arithmetic);
        List<List<Integer>> alone = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            alone.add(write(format, options, List.of(i)).getFirst());
        }
        List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(write(format, options, all)).isEqualTo(alone);
        assertThat(alone.get(0)).isNotEqualTo(alone.get(1));
    }

    /// Text `i` is asked of the base, or of one of two adapters; groups of three ask the same.
    private static List<List<Integer>> write(
            WeightFormat format, EngineOptions options, List<Integer> texts) {
        try (BatchingGenerator generator = Generators.open(BASE, format, options);
                Batch batch = generator.newBatch()) {
            List<Optional<AdapterWeights>> asked =
                    List.of(
                            Optional.empty(),
                            Optional.of(generator.prepare(ONE)),
                            Optional.of(generator.prepare(OTHER)));
            List<Heard> heard = new ArrayList<>();
            for (int i : texts) {
                Heard one = new Heard();
                heard.add(one);
                batch.add(
                        request(
                                prompt(i / 3, 20 + i / 3),
                                asked.get(i % 3),
                                Arithmetic.EXACT,
                                one));
            }
            while (batch.size() > 0) {
                batch.step();
            }
            return heard.stream().map(one -> one.ids).toList();
        }
    }

    private static Batch.Request request(
            int[] prompt, Optional<AdapterWeights> adapter, Arithmetic arithmetic, Heard heard) {
        return new Batch.Request(
                prompt,
                new Sampling(24, 0.8, 0, 1, 1, List.of(), Optional.of(7L)),
                Optional.of("everyone"),
                Optional.empty(),
                LogprobsWanted.NONE,
                arithmetic,
                adapter,
                heard);
    }

    @Test
    void sharesWhatWasReadWithinOneAdapterOnly() {
        int[] prompt = prompt(3, 2 * Lanes.PAGE + 3);
        try (BatchingGenerator generator = Generators.open(BASE, WeightFormat.F32, 1);
                Batch batch = generator.newBatch()) {
            Optional<AdapterWeights> one = Optional.of(generator.prepare(ONE));
            Optional<AdapterWeights> again = Optional.of(generator.prepare(ONE));
            List<Integer> shared = new ArrayList<>();
            for (var adapter : List.of(one, Optional.<AdapterWeights>empty(), one, again)) {
                Heard heard = new Heard();
                batch.add(request(prompt, adapter, Arithmetic.FAST, heard));
                while (batch.size() > 0) {
                    batch.step();
                }
                shared.add(heard.shared);
            }
            assertThat(shared).containsExactly(0, 0, 2 * Lanes.PAGE, 0);
        }
    }

    @Test
    void scoresAndEmbedsWithAnAdapterAsTheMergedModelDoes() {
        int[] ids = prompt(4, 40);
        try (Weights merged = weights(60)) {
            ONE.mergeInto(merged);
            try (BatchingGenerator expected = Generators.open(merged, WeightFormat.F32, 2);
                    BatchingGenerator base = Generators.open(BASE, WeightFormat.F32, 2)) {
                BatchingGenerator actual = base.with(base.prepare(ONE));
                assertThat(actual.score(ids))
                        .usingComparatorWithPrecision(1e-3f)
                        .containsExactly(expected.score(ids));
                assertThat(actual.embed(ids))
                        .usingComparatorWithPrecision(1e-4f)
                        .containsExactly(expected.embed(ids));
                Sampling greedy = Sampling.greedy(20, List.of());
                assertThat(actual.stream(ids, greedy, id -> true).ids())
                        .containsExactly(expected.stream(ids, greedy, id -> true).ids());
            }
        }
    }

    @Test
    void refusesAdaptersOfAnotherBaseAndThoseThatScaleTheBasesRows() {
        LoraConfig.Variant dora = new LoraConfig.Variant(0, false, true);
        try (Weights wide = weights(64);
                Adapter foreign = adapter(wide, LoraConfig.ofRank(2, 1));
                Adapter scaling = adapter(BASE, new LoraConfig(2, 4, ALL, 1, dora));
                BatchingGenerator generator = Generators.open(BASE, WeightFormat.F32, 1)) {
            assertThatThrownBy(() -> generator.prepare(foreign))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("an adapter for 3 layers of width 64")
                    .hasMessageContaining("the model has 3 layers of width 60");
            assertThatThrownBy(() -> generator.prepare(scaling))
                    .isInstanceOfSatisfying(
                            InhouseException.class,
                            e -> assertThat(e.next()).contains("models merge"));
        }
    }
}
