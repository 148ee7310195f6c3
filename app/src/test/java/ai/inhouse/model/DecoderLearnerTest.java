package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.InhouseException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DecoderLearnerTest {
    private static final ModelConfig LLAMA = TinyModels.llama();

    static java.util.stream.Stream<ModelConfig> models() {
        return TinyModels.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsAgreeWithFiniteDifferences(ModelConfig config) {
        Batch batch = TinyModels.batch(3, 13, 1);
        try (Weights weights = TinyModels.weights(config, 2);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            double loss = learner.lossAndGradient(batch);
            assertThat(loss).isCloseTo(LearnerProbe.loss(learner, batch), within(1e-4));
            float[] gradient = LearnerProbe.gradient(learner, weights.layout());
            for (ParameterLayout.Parameter p : weights.layout().parameters()) {
                double norm = LearnerProbe.norm(gradient, p);
                double slope = LearnerProbe.slope(learner, batch, weights.memory(), gradient, p);
                assertThat(slope).as(p.name()).isCloseTo(norm, within(0.02 * norm + 2e-3));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void forwardThenBackwardEqualsLossAndGradient(Precision precision) {
        Batch batch = TinyModels.batch(3, 13, 3);
        float[] weighting = batch.weights().clone();
        for (int i = 0; i < weighting.length; i += 3) {
            weighting[i] *= -1;
        }
        Batch signed = new Batch(3, 13, batch.tokens(), batch.targets(), weighting);
        try (Weights weights = TinyModels.weights(LLAMA, 4);
                DecoderLearner learner = Learners.full(weights, precision, 2)) {
            double loss = learner.lossAndGradient(signed);
            float[] fused = LearnerProbe.gradient(learner, weights.layout());
            learner.gradients().clear();

            float[] logProbabilities = learner.forward(batch);
            assertThat(logProbabilities).containsExactly(learner.logProbabilities(batch));
            learner.forward(batch);
            learner.backward(weighting);
            assertThat(LearnerProbe.gradient(learner, weights.layout())).containsExactly(fused);
            double sum = 0;
            for (int i = 0; i < weighting.length; i++) {
                sum -= weighting[i] * logProbabilities[i];
            }
            assertThat(loss).isCloseTo(sum, within(1e-4));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsOfTheDivergenceAgreeWithFiniteDifferences(ModelConfig config) {
        Batch batch = TinyModels.batch(3, 13, 1);
        try (Weights weights = TinyModels.weights(config, 2);
                Weights before = TinyModels.weights(config, 9);
                Reference reference = new Reference(before, Precision.FP32, 2);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            learner.divergences(batch, reference);
            learner.backwardDivergences(batch.weights());
            float[] gradient = LearnerProbe.gradient(learner, weights.layout());
            for (ParameterLayout.Parameter p : weights.layout().parameters()) {
                double norm = LearnerProbe.norm(gradient, p);
                double slope =
                        LearnerProbe.slope(
                                learner,
                                () -> divergence(learner, batch, reference),
                                weights.memory(),
                                gradient,
                                p);
                assertThat(slope).as(p.name()).isCloseTo(norm, within(0.02 * norm + 2e-3));
            }
        }
    }

    private static double divergence(DecoderLearner learner, Batch batch, Reference reference) {
        float[] divergences = learner.divergences(batch, reference);
        double sum = 0;
        for (int i = 0; i < divergences.length; i++) {
            sum += (double) batch.weights()[i] * divergences[i];
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void nothingDivergesFromTheModelItself(Precision precision) {
        Batch batch = TinyModels.batch(3, 13, 1);
        try (Weights weights = TinyModels.weights(LLAMA, 2);
                Reference reference = new Reference(weights, precision, 2);
                DecoderLearner learner = Learners.full(weights, precision, 2)) {
            assertThat(learner.divergences(batch, reference)).containsOnly(0);
            assertThatThrownBy(() -> learner.backwardDivergences(new float[1]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void backwardNeedsAForwardPassOfItsOwn() {
        Batch batch = TinyModels.batch(2, 5, 3);
        try (Weights weights = TinyModels.weights(LLAMA, 4);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            assertThatThrownBy(() -> learner.backward(batch.weights()))
                    .isInstanceOf(IllegalStateException.class);
            learner.forward(batch);
            learner.logProbabilities(batch);
            assertThatThrownBy(() -> learner.backward(batch.weights()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whatFollowsATokenDoesNotChangeIt() {
        Batch longer = TinyModels.batch(2, 40, 5);
        int length = 11;
        int[] tokens = new int[2 * length];
        int[] targets = new int[2 * length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = longer.tokens()[i / length * 40 + i % length];
            targets[i] = longer.targets()[i / length * 40 + i % length];
        }
        Batch shorter = new Batch(2, length, tokens, targets, new float[tokens.length]);
        try (Weights weights = TinyModels.weights(LLAMA, 6);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 1)) {
            float[] all = learner.logProbabilities(longer);
            float[] first = learner.logProbabilities(shorter);
            for (int i = 0; i < first.length; i++) {
                float expected = all[i / length * 40 + i % length];
                assertThat(first[i]).isCloseTo(expected, within(1e-5f));
            }
        }
    }

    @Test
    void bf16StaysCloseToFp32() {
        Batch batch = TinyModels.batch(4, 32, 7);
        try (Weights weights = TinyModels.weights(LLAMA, 8);
                DecoderLearner exact = Learners.full(weights, Precision.FP32, 2);
                DecoderLearner rounded = Learners.full(weights, Precision.BF16, 2)) {
            double expected = exact.lossAndGradient(batch);
            assertThat(rounded.lossAndGradient(batch)).isCloseTo(expected, within(5e-3 * expected));
            float[] a = LearnerProbe.gradient(exact, weights.layout());
            float[] b = LearnerProbe.gradient(rounded, weights.layout());
            assertThat(cosine(a, b)).isGreaterThan(0.999);
        }
    }

    private static double cosine(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    @Test
    void oneTwoAndTooManyWorkersFindTheSameGradient() {
        Batch batch = TinyModels.batch(3, 9, 9);
        float[] one = gradient(batch, 1);
        for (int workers : new int[] {2, 5}) {
            float[] many = gradient(batch, workers);
            for (int i = 0; i < one.length; i++) {
                assertThat(many[i]).isCloseTo(one[i], within(1e-4f));
            }
        }
    }

    private static float[] gradient(Batch batch, int workers) {
        try (Weights weights = TinyModels.weights(LLAMA, 10);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, workers)) {
            learner.lossAndGradient(batch);
            return LearnerProbe.gradient(learner, weights.layout());
        }
    }

    @Test
    void microBatchesAddUpToTheWholeBatch() {
        Batch whole = TinyModels.batch(4, 9, 12);
        int half = 2 * 9;
        try (Weights weights = TinyModels.weights(LLAMA, 13);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            double loss = learner.lossAndGradient(whole);
            float[] expected = LearnerProbe.gradient(learner, weights.layout());
            learner.gradients().clear();
            double sum = 0;
            for (int from = 0; from < 2 * half; from += half) {
                sum +=
                        learner.lossAndGradient(
                                new Batch(
                                        2,
                                        9,
                                        Arrays.copyOfRange(whole.tokens(), from, from + half),
                                        Arrays.copyOfRange(whole.targets(), from, from + half),
                                        Arrays.copyOfRange(whole.weights(), from, from + half)));
            }
            assertThat(sum).isCloseTo(loss, within(1e-4));
            float[] actual = LearnerProbe.gradient(learner, weights.layout());
            for (int i = 0; i < actual.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
            }
        }
    }

    @Test
    void refusesABatchBeyondTheModelsContext() {
        try (Weights weights = TinyModels.weights(LLAMA, 21);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 1)) {
            assertThatThrownBy(() -> learner.lossAndGradient(TinyModels.batch(1, 65, 1)))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("65 tokens a row exceed the model's context of 64");
        }
    }
}
