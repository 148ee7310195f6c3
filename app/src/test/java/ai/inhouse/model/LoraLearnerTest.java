package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LoraLearnerTest {
    private static final ModelConfig LLAMA = TinyModels.llama();
    private static final LoraConfig ALL = LoraConfig.ofRank(3, 1);

    static java.util.stream.Stream<ModelConfig> models() {
        return TinyModels.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsAgreeWithFiniteDifferences(ModelConfig config) {
        agrees(config, ALL);
    }

    @Test
    void gradientsOfSomeTargetsAgreeWithFiniteDifferences() {
        agrees(LLAMA, new LoraConfig(2, 3, EnumSet.of(LoraTarget.QUERY, LoraTarget.VALUE), 5));
        agrees(LLAMA, new LoraConfig(2, 3, Set.of(LoraTarget.UP), 5));
    }

    private static void agrees(ModelConfig config, LoraConfig lora) {
        Batch batch = TinyModels.batch(3, 13, 1);
        ParameterLayout layout = lora.layout(config);
        try (Weights base = TinyModels.weights(config, 2);
                DecoderLearner learner = Learners.lora(base, lora, Precision.FP32, 2)) {
            for (int step = 1; step <= 3; step++) {
                learner.lossAndGradient(batch);
                learner.step(TinyModels.step(step));
            }
            MemorySegment masters = masters(learner, layout);
            learner.lossAndGradient(batch);
            float[] gradient = LearnerProbe.gradient(learner, layout);
            for (ParameterLayout.Parameter p : layout.parameters()) {
                double norm = LearnerProbe.norm(gradient, p);
                double slope = LearnerProbe.slope(learner, batch, masters, gradient, p);
                assertThat(slope).as(p.name()).isCloseTo(norm, within(0.02 * norm + 2e-3));
            }
        }
    }

    /// The adapters are the first of the learner's state, in one run.
    private static MemorySegment masters(DecoderLearner learner, ParameterLayout layout) {
        return learner.state().getFirst().memory().reinterpret(layout.elements() * Float.BYTES);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void beginsAtTheBaseModelAndLeavesItAsItIs(Precision precision) {
        Batch batch = TinyModels.batch(2, 9, 3);
        try (Weights base = TinyModels.weights(LLAMA, 4);
                Weights before = base.copy();
                DecoderLearner plain = Learners.full(base, precision, 2);
                DecoderLearner learner = Learners.lora(base, ALL, precision, 2)) {
            assertThat(learner.logProbabilities(batch))
                    .containsExactly(plain.logProbabilities(batch));
            double first = learner.lossAndGradient(batch);
            for (int step = 1; step <= 40; step++) {
                learner.step(TinyModels.step(step));
                learner.lossAndGradient(batch);
            }
            assertThat(LearnerProbe.loss(learner, batch)).isLessThan(0.8 * first);
            assertThat(base.memory().mismatch(before.memory())).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void mergedWeightsComputeWhatWasTrained(Precision precision) {
        Batch batch = TinyModels.batch(2, 9, 5);
        try (Weights base = TinyModels.weights(LLAMA, 6);
                DecoderLearner learner = Learners.lora(base, ALL, precision, 2)) {
            for (int step = 1; step <= 10; step++) {
                learner.lossAndGradient(batch);
                learner.step(TinyModels.step(step));
            }
            try (Weights merged = learner.mergedWeights();
                    DecoderLearner plain = Learners.full(merged, precision, 2)) {
                float[] expected = learner.logProbabilities(batch);
                float[] actual = plain.logProbabilities(batch);
                float tolerance = precision == Precision.FP32 ? 1e-4f : 0.1f;
                for (int i = 0; i < expected.length; i++) {
                    assertThat(actual[i]).isCloseTo(expected[i], within(tolerance));
                }
            }
        }
    }

    @Test
    void resumesFromItsStateToTheSameBits() {
        Batch batch = TinyModels.batch(2, 9, 7);
        try (Weights base = TinyModels.weights(LLAMA, 8);
                DecoderLearner learner = Learners.lora(base, ALL, Precision.BF16, 2);
                DecoderLearner second = Learners.lora(base, ALL, Precision.BF16, 2)) {
            learner.lossAndGradient(batch);
            learner.step(TinyModels.step(1));
            for (int i = 0; i < learner.state().size(); i++) {
                second.state().get(i).memory().copyFrom(learner.state().get(i).memory());
            }
            second.refresh();
            assertThat(second.lossAndGradient(batch)).isEqualTo(learner.lossAndGradient(batch));
            assertThat(second.step(TinyModels.step(2))).isEqualTo(learner.step(TinyModels.step(2)));
            assertThat(second.logProbabilities(batch))
                    .containsExactly(learner.logProbabilities(batch));
        }
    }

    @Test
    void holdsNoMoreNativeObjectsAfterFiftyStepsThanAfterTwo() {
        Batch batch = TinyModels.batch(2, 9, 9);
        try (Weights base = TinyModels.weights(LLAMA, 10);
                DecoderLearner learner = Learners.lora(base, ALL, Precision.BF16, 2)) {
            long early = 0;
            for (int step = 1; step <= 50; step++) {
                learner.lossAndGradient(batch);
                learner.step(TinyModels.step(step));
                early = step == 2 ? Pointer.totalCount() : early;
            }
            assertThat(Pointer.totalCount()).isEqualTo(early);
        }
    }

    @Test
    void namesAdaptersAsPeftDoes() {
        try (Weights base = TinyModels.weights(LLAMA, 11);
                DecoderLearner learner = Learners.lora(base, ALL, Precision.FP32, 1)) {
            assertThat(learner.state().getFirst().name())
                    .isEqualTo("model.layers.0.self_attn.q_proj.lora_A.weight");
            assertThat(learner.state().getFirst().shape()).containsExactly(3, 22);
            assertThat(learner.state().getFirst().memory().get(ValueLayout.JAVA_FLOAT, 0))
                    .isNotZero();
        }
    }

    @Test
    void refusesAnAdapterThatTrainsNothing() {
        assertThatThrownBy(() -> new LoraConfig(0, 1, Set.of(LoraTarget.UP), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LoraConfig(4, 1, Set.of(), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
