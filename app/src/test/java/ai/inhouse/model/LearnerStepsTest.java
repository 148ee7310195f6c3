package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Optimizer steps: what they change, and that they can be repeated and resumed.
class LearnerStepsTest {
    private static final ModelConfig LLAMA = TinyModels.llama();

    @ParameterizedTest
    @EnumSource(Precision.class)
    void theSameStepsGiveTheSameBits(Precision precision) {
        for (int workers = 1; workers <= 2; workers++) {
            assertThat(trained(precision, workers)).containsExactly(trained(precision, workers));
        }
    }

    /// Ten steps over batches of changing shapes, the third of each in two micro-batches.
    private static float[] trained(Precision precision, int workers) {
        try (Weights weights = TinyModels.weights(LLAMA, 11);
                DecoderLearner learner = Learners.full(weights, precision, workers)) {
            for (int step = 1; step <= 10; step++) {
                learner.lossAndGradient(TinyModels.batch(1 + step % 4, 5 + step, step));
                if (step % 3 == 0) {
                    learner.lossAndGradient(TinyModels.batch(2, 30, 100 + step));
                }
                learner.step(TinyModels.step(step));
            }
            return weights.memory().toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    @Test
    void resumesFromItsStateToTheSameBits() {
        Batch batch = TinyModels.batch(2, 9, 14);
        try (Weights weights = TinyModels.weights(LLAMA, 15);
                DecoderLearner learner = Learners.full(weights, Precision.BF16, 2)) {
            train(learner, batch, 1, 3);
            try (Weights restored = weights.copy();
                    DecoderLearner second = Learners.full(restored, Precision.BF16, 2)) {
                for (int i = 0; i < learner.state().size(); i++) {
                    Learner.StateTensor from = learner.state().get(i);
                    Learner.StateTensor to = second.state().get(i);
                    assertThat(to.name()).isEqualTo(from.name());
                    to.memory().copyFrom(from.memory());
                }
                second.refresh();
                train(learner, batch, 4, 6);
                train(second, batch, 4, 6);
                assertThat(restored.memory().mismatch(weights.memory())).isEqualTo(-1);
            }
        }
    }

    private static void train(DecoderLearner learner, Batch batch, int from, int to) {
        for (int step = from; step <= to; step++) {
            learner.lossAndGradient(batch);
            learner.step(TinyModels.step(step));
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void learnsABatchByHeart(Precision precision) {
        Batch batch = TinyModels.batch(2, 20, 16);
        try (Weights weights = TinyModels.weights(LLAMA, 17);
                DecoderLearner learner = Learners.full(weights, precision, 2)) {
            double before = LearnerProbe.loss(learner, batch);
            train(learner, batch, 1, 60);
            assertThat(LearnerProbe.loss(learner, batch)).isLessThan(0.2 * before);
        }
    }

    @Test
    void aGradientThatIsNotFiniteChangesNothing() {
        Batch batch = TinyModels.batch(2, 5, 18);
        float[] weighting = batch.weights().clone();
        weighting[0] = Float.NaN;
        try (Weights weights = TinyModels.weights(LLAMA, 19);
                Weights before = weights.copy();
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            learner.forward(batch);
            learner.backward(weighting);
            assertThat(learner.step(TinyModels.step(1))).isNaN();
            assertThat(weights.memory().mismatch(before.memory())).isEqualTo(-1);
        }
    }

    @Test
    void aStepWithoutGradientsOnlyDecays() {
        try (Weights weights = TinyModels.weights(LLAMA, 20);
                Weights before = weights.copy();
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            Batch silent = new Batch(1, 3, new int[3], new int[3], new float[3]);
            assertThat(learner.lossAndGradient(silent)).isZero();
            assertThat(learner.step(TinyModels.step(1))).isZero();
            float first = before.memory().get(ValueLayout.JAVA_FLOAT, 0);
            assertThat(weights.memory().get(ValueLayout.JAVA_FLOAT, 0))
                    .isCloseTo(first * (1 - 1e-2f * 0.1f), within(1e-6f));
        }
    }

    @Test
    void holdsNoMoreNativeObjectsAfterFiftyStepsThanAfterTwo() {
        long before = Pointer.totalCount();
        Batch batch = TinyModels.batch(2, 9, 22);
        try (Weights weights = TinyModels.weights(LLAMA, 23);
                DecoderLearner learner = Learners.full(weights, Precision.BF16, 2)) {
            train(learner, batch, 1, 2);
            long early = Pointer.totalCount();
            train(learner, batch, 3, 50);
            assertThat(Pointer.totalCount()).isEqualTo(early);
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }
}
