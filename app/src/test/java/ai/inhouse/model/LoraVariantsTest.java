package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoraVariantsTest {
    private static final ModelConfig LLAMA = TinyModels.llama();
    private static final Batch BATCH = TinyModels.batch(3, 13, 1);

    private static LoraConfig lora(double dropout, boolean rankStabilized, boolean magnitudes) {
        return new LoraConfig(
                3,
                4,
                EnumSet.allOf(LoraTarget.class),
                1,
                new LoraConfig.Variant(dropout, rankStabilized, magnitudes));
    }

    static List<LoraConfig> variants() {
        return List.of(lora(0, true, false), lora(0.3, false, false), lora(0.3, true, true));
    }

    /// The gradients of A and B in DoRA hold the lengths fixed, which finite differences do not:
    /// PEFT's values stand for them.
    @ParameterizedTest
    @MethodSource("variants")
    void gradientsAgreeWithFiniteDifferences(LoraConfig lora) {
        ParameterLayout layout = lora.layout(LLAMA);
        try (Weights base = TinyModels.weights(LLAMA, 2);
                DecoderLearner learner = Learners.lora(base, lora, Precision.FP32, 2)) {
            train(learner, 3);
            float[] gradient = gradient(learner, layout);
            for (ParameterLayout.Parameter p : layout.parameters()) {
                boolean magnitude = p.name().endsWith(LoraConfig.MAGNITUDE);
                if (lora.variant().magnitudes() == magnitude) {
                    double norm = LearnerProbe.norm(gradient, p);
                    assertThat(slope(learner, gradient, p))
                            .as(p.name())
                            .isCloseTo(norm, within(0.02 * norm + 2e-3));
                }
            }
        }
    }

    private static float[] gradient(DecoderLearner learner, ParameterLayout layout) {
        setPasses(learner, 6);
        learner.lossAndGradient(BATCH);
        return LearnerProbe.gradient(learner, layout);
    }

    /// With the same masks up and down.
    private static double slope(
            DecoderLearner learner, float[] gradient, ParameterLayout.Parameter p) {
        MemorySegment values =
                learner.state().stream()
                        .filter(tensor -> tensor.name().equals(p.name()))
                        .findFirst()
                        .orElseThrow()
                        .memory();
        float[] before = values.toArray(ValueLayout.JAVA_FLOAT);
        double distance = 1e-3 * Math.sqrt((double) p.elements());
        double factor = distance / LearnerProbe.norm(gradient, p);
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < before.length; i++) {
                double move = (side == 0 ? factor : -factor) * gradient[(int) p.offset() + i];
                values.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (before[i] + move));
            }
            learner.refresh();
            setPasses(learner, 6);
            float[] logProbabilities = learner.forward(BATCH);
            for (int i = 0; i < logProbabilities.length; i++) {
                losses[side] -= (double) BATCH.weights()[i] * logProbabilities[i];
            }
        }
        MemorySegment.copy(before, 0, values, ValueLayout.JAVA_FLOAT, 0, before.length);
        learner.refresh();
        return (losses[0] - losses[1]) / (2 * distance);
    }

    private static void setPasses(DecoderLearner learner, int passes) {
        learner.state().stream()
                .filter(tensor -> tensor.name().equals("lora_dropout.passes"))
                .forEach(tensor -> tensor.memory().set(ValueLayout.JAVA_FLOAT, 0, passes));
    }

    private static void train(DecoderLearner learner, int steps) {
        for (int step = 1; step <= steps; step++) {
            learner.lossAndGradient(BATCH);
            learner.step(TinyModels.step(step));
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void beginsAtTheBaseModelAndMergesToWhatWasTrained(LoraConfig lora) {
        try (Weights base = TinyModels.weights(LLAMA, 4);
                DecoderLearner plain = Learners.full(base, Precision.FP32, 2);
                DecoderLearner learner = Learners.lora(base, lora, Precision.FP32, 2)) {
            assertClose(learner.logProbabilities(BATCH), plain.logProbabilities(BATCH));
            double first = LearnerProbe.loss(learner, BATCH);
            train(learner, 30);
            assertThat(LearnerProbe.loss(learner, BATCH)).isLessThan(0.9 * first);
            try (Weights merged = learner.mergedWeights();
                    DecoderLearner again = Learners.full(merged, Precision.FP32, 2)) {
                assertClose(learner.logProbabilities(BATCH), again.logProbabilities(BATCH));
            }
        }
    }

    @Test
    void dropoutChangesTrainingAloneAndEachPassAnew() {
        try (Weights base = TinyModels.weights(LLAMA, 4);
                DecoderLearner learner =
                        Learners.lora(base, lora(0.5, false, false), Precision.FP32, 2)) {
            train(learner, 3);
            float[] scored = learner.logProbabilities(BATCH);
            float[] first = learner.forward(BATCH);
            float[] second = learner.forward(BATCH);
            assertThat(first).isNotEqualTo(second);
            assertThat(learner.logProbabilities(BATCH)).containsExactly(scored);
        }
    }

    @Test
    void resumesWithTheMasksThatWouldHaveFollowed() {
        LoraConfig lora = lora(0.2, false, true);
        try (Weights base = TinyModels.weights(LLAMA, 8);
                DecoderLearner learner = Learners.lora(base, lora, Precision.BF16, 2);
                DecoderLearner second = Learners.lora(base, lora, Precision.BF16, 2)) {
            train(learner, 2);
            for (int i = 0; i < learner.state().size(); i++) {
                second.state().get(i).memory().copyFrom(learner.state().get(i).memory());
            }
            second.refresh();
            assertThat(second.lossAndGradient(BATCH)).isEqualTo(learner.lossAndGradient(BATCH));
            assertThat(second.step(TinyModels.step(3))).isEqualTo(learner.step(TinyModels.step(3)));
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void frozenWeightsOfFourBitsTrainAsTheirDecodedValuesDo(LoraConfig lora) {
        try (Weights weights = TinyModels.weights(LLAMA, 6);
                DecoderLearner quantized =
                        Learners.quantizedLora(LLAMA, weights.source(), lora, Precision.FP32, 2);
                Weights decoded = quantized.mergedWeights();
                DecoderLearner plain = Learners.lora(decoded, lora, Precision.FP32, 2)) {
            assertThat(decoded.memory().mismatch(weights.memory())).isNotEqualTo(-1);
            for (int step = 1; step <= 5; step++) {
                assertThat(quantized.lossAndGradient(BATCH))
                        .isCloseTo(plain.lossAndGradient(BATCH), within(1e-4));
                double norm = plain.step(TinyModels.step(step));
                assertThat(quantized.step(TinyModels.step(step)))
                        .isCloseTo(norm, within(1e-3 * norm));
            }
            assertClose(quantized.logProbabilities(BATCH), plain.logProbabilities(BATCH));
            try (Weights merged = quantized.mergedWeights();
                    DecoderLearner again = Learners.full(merged, Precision.FP32, 1)) {
                assertClose(quantized.logProbabilities(BATCH), again.logProbabilities(BATCH));
            }
        }
    }

    @Test
    void holdsNoMoreNativeObjectsAfterManySteps() {
        try (Weights weights = TinyModels.weights(LLAMA, 6);
                DecoderLearner learner =
                        Learners.quantizedLora(
                                LLAMA,
                                weights.source(),
                                lora(0.1, false, true),
                                Precision.BF16,
                                2)) {
            train(learner, 2);
            long early = Pointer.totalCount();
            train(learner, 20);
            assertThat(Pointer.totalCount()).isEqualTo(early);
        }
    }

    private static void assertClose(float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(2e-4f));
        }
    }
}
