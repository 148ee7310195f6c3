package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.ValueLayout;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Optimizer steps: what they change, and that they can be repeated and resumed.
class LearnerStepsTest {
    private static final ModelConfig LLAMA = TinyModels.llama();

    @ParameterizedTest
    @EnumSource(Precision.class)
    void theSameStepsGiveTheSameBits(Precision precision) {
        for (int workers = 1; workers <= 2; workers++) {
            for (Learning.Rule rule : Learning.Rule.values()) {
                assertThat(trained(precision, workers, rule))
                        .containsExactly(trained(precision, workers, rule));
            }
        }
    }

    /// Ten steps over batches of changing shapes, the third of each in two micro-batches.
    private static float[] trained(Precision precision, int workers, Learning.Rule rule) {
        try (Weights weights = TinyModels.weights(LLAMA, 11);
                DecoderLearner learner = Learners.full(weights, precision, workers)) {
            learner.configure(new Learning(rule, OptionalDouble.empty()));
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
        for (Learning.Rule rule : Learning.Rule.values()) {
            resumes(new Learning(rule, OptionalDouble.of(0.9)));
        }
    }

    private static void resumes(Learning learning) {
        Batch batch = TinyModels.batch(2, 9, 14);
        try (Weights weights = TinyModels.weights(LLAMA, 15);
                DecoderLearner learner = Learners.full(weights, Precision.BF16, 2)) {
            learner.configure(learning);
            train(learner, batch, 1, 3);
            try (Weights restored = weights.copy();
                    DecoderLearner second = Learners.full(restored, Precision.BF16, 2)) {
                second.configure(learning);
                for (int i = 0; i < learner.state().size(); i++) {
                    Learner.StateTensor from = learner.state().get(i);
                    Learner.StateTensor to = second.state().get(i);
                    assertThat(to.name()).isEqualTo(from.name());
                    to.memory().copyFrom(from.memory());
                }
                second.refresh();
                train(learner, batch, 4, 6);
                train(second, batch, 4, 6);
                learner.exchangeAverage();
                second.exchangeAverage();
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
    @CsvSource({"FP32, ADAMW", "BF16, ADAMW", "FP32, MUON", "BF16, MUON"})
    void learnsABatchByHeart(Precision precision, Learning.Rule rule) {
        Batch batch = TinyModels.batch(2, 20, 16);
        try (Weights weights = TinyModels.weights(LLAMA, 17);
                DecoderLearner learner = Learners.full(weights, precision, 2)) {
            learner.configure(new Learning(rule, OptionalDouble.empty()));
            double before = LearnerProbe.loss(learner, batch);
            train(learner, batch, 1, 60);
            assertThat(LearnerProbe.loss(learner, batch)).isLessThan(0.2 * before);
        }
    }

    @Test
    void muonMovesTheBlocksMatricesAlongOrthogonalDirectionsAndAdamTheRest() {
        Batch batch = TinyModels.batch(2, 20, 24);
        try (Weights adam = TinyModels.weights(LLAMA, 25);
                Weights muon = adam.copy();
                Weights before = adam.copy();
                DecoderLearner first = Learners.full(adam, Precision.FP32, 2);
                DecoderLearner second = Learners.full(muon, Precision.FP32, 2)) {
            second.configure(new Learning(Learning.Rule.MUON, OptionalDouble.empty()));
            train(first, batch, 1, 1);
            train(second, batch, 1, 1);
            for (ParameterLayout.Parameter p : muon.layout().parameters()) {
                boolean matrix = p.name().endsWith("_proj.weight");
                boolean same = muon.segment(p).mismatch(adam.segment(p)) == -1;
                assertThat(same).as(p.name()).isEqualTo(!matrix);
                if (matrix) {
                    assertOrthogonalChange(p, before, muon);
                }
            }
        }
    }

    /// A direction whose singular values are near one has a squared norm near the smaller size.
    private static void assertOrthogonalChange(
            ParameterLayout.Parameter p, Weights before, Weights after) {
        float[] from = before.segment(p).toArray(ValueLayout.JAVA_FLOAT);
        float[] to = after.segment(p).toArray(ValueLayout.JAVA_FLOAT);
        double squares = 0;
        for (int i = 0; i < from.length; i++) {
            double change = to[i] - from[i] * (1 - 1e-2 * 0.1);
            squares += change * change;
        }
        int rows = p.shape().getFirst();
        int columns = p.shape().getLast();
        double rate = 2e-2 * Math.sqrt(Math.max(1, (double) rows / columns));
        double size = squares / (rate * rate) / Math.min(rows, columns);
        assertThat(size).as(p.name()).isBetween(0.3, 1.5);
    }

    @Test
    void keepsAnAverageThatTakesTheWeightsPlace() {
        Batch batch = TinyModels.batch(2, 9, 26);
        try (Weights weights = TinyModels.weights(LLAMA, 27);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            learner.configure(new Learning(Learning.Rule.ADAMW, OptionalDouble.of(0.3)));
            double expected = weights.memory().get(ValueLayout.JAVA_FLOAT, 0);
            for (int step = 1; step <= 4; step++) {
                train(learner, batch, step, step);
                double decay = Math.min(0.3, (1.0 + step) / (10 + step));
                double now = weights.memory().get(ValueLayout.JAVA_FLOAT, 0);
                expected = decay * expected + (1 - decay) * now;
            }
            float[] last = weights.memory().toArray(ValueLayout.JAVA_FLOAT);
            double loss = LearnerProbe.loss(learner, batch);
            learner.exchangeAverage();
            assertThat((double) weights.memory().get(ValueLayout.JAVA_FLOAT, 0))
                    .isCloseTo(expected, within(1e-6));
            assertThat(LearnerProbe.loss(learner, batch)).isNotEqualTo(loss);
            learner.exchangeAverage();
            assertThat(weights.memory().toArray(ValueLayout.JAVA_FLOAT)).containsExactly(last);
            assertThat(LearnerProbe.loss(learner, batch)).isEqualTo(loss);
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

    @ParameterizedTest
    @EnumSource(Learning.Rule.class)
    void holdsNoMoreNativeObjectsAfterFiftyStepsThanAfterTwo(Learning.Rule rule) {
        long before = Pointer.totalCount();
        Batch batch = TinyModels.batch(2, 9, 22);
        try (Weights weights = TinyModels.weights(LLAMA, 23);
                DecoderLearner learner = Learners.full(weights, Precision.BF16, 2)) {
            learner.configure(new Learning(rule, OptionalDouble.of(0.9)));
            train(learner, batch, 1, 2);
            long early = Pointer.totalCount();
            train(learner, batch, 3, 50);
            assertThat(Pointer.totalCount()).isEqualTo(early);
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }
}
