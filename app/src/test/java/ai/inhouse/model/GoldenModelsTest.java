package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What transformers computed in fp32, computed again.
class GoldenModelsTest {
    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa-tied", "llama-mha-untied", "llama3-rope", "qwen2", "qwen3"})
    void givesTheSameLogits(String name) {
        GoldenModel model = GoldenModel.read(name);
        Batch batch = model.batch();
        float[] expected = model.logits();
        try (Weights weights = model.weights();
                FullParameters parameters = new FullParameters(weights, Precision.FP32);
                DecoderPass pass =
                        new DecoderPass(
                                model.config(), parameters.weights(), parameters.newProducts())) {
            Partition partition =
                    Partition.of(batch.rows(), batch.length(), 1, model.config().heads());
            BlockRows rows = BlockRows.of(batch, partition, 0);
            pass.forward(rows, Activations.Kept.NOTHING);
            Selection all = Selection.of(batch, batch.weights(), rows, true);
            Tensor logits = pass.logits(all);
            float[] actual = NativeMemory.segment(logits).toArray(ValueLayout.JAVA_FLOAT);
            double difference = 0;
            for (int i = 0; i < expected.length; i++) {
                difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
            }
            assertThat(difference).isLessThan(TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa-tied", "llama-mha-untied", "llama3-rope", "qwen2", "qwen3"})
    void givesTheSameLossAndGradientNorms(String name) {
        GoldenModel model = GoldenModel.read(name);
        try (Weights weights = model.weights();
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            double loss = learner.lossAndGradient(model.batch());
            assertThat(loss).isCloseTo(model.expected().get("loss").asDouble(), within(TOLERANCE));

            float[] gradient = LearnerProbe.gradient(learner, weights.layout());
            for (ParameterLayout.Parameter p : weights.layout().parameters()) {
                double expected = model.expected().get("grad_norms").get(p.name()).asDouble();
                assertThat(LearnerProbe.norm(gradient, p))
                        .as(p.name())
                        .isCloseTo(expected, within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa-tied", "llama-mha-untied", "llama3-rope", "qwen2", "qwen3"})
    void takesTheSameFiveSteps(String name) {
        GoldenModel model = GoldenModel.read(name);
        Batch batch = model.batch();
        try (Weights weights = model.weights();
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            for (int step = 0; step <= 5; step++) {
                double expected = model.expected().get("losses_over_5_steps").get(step).asDouble();
                assertThat(learner.lossAndGradient(batch))
                        .as("loss after %d steps", step)
                        .isCloseTo(expected, within(TOLERANCE));
                learner.step(new Learner.OptimizerStep(step + 1, 1e-3, 0.9, 0.95, 1e-8, 0.1, 1.0));
            }
        }
    }
}
