package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sequences of several blocks, on one worker and on several, against the same in one piece.
@Timeout(120)
class LongSequencesTest {
    private static final ModelConfig LLAMA = TinyModels.longer(TinyModels.llama());

    /// One worker takes 200 positions as one block; two and three cut them into four.
    static Stream<ModelConfig> models() {
        return TinyModels.all().map(TinyModels::longer);
    }

    @ParameterizedTest
    @MethodSource("models")
    void tilesAndWorkersChangeNothing(ModelConfig config) {
        Batch batch = TinyModels.batch(1, 200, 1);
        Result whole = result(config, batch, 1);
        assertClose(result(config, batch, 2), whole);
        assertClose(result(config, batch, 3), whole);
    }

    @Test
    void whatRemainsOfTheSequencesIsDealtOut() {
        Batch batch = TinyModels.batch(5, 200, 2);
        assertClose(result(LLAMA, batch, 3), result(LLAMA, batch, 1));
    }

    /// Three blocks for one worker, six for three.
    @Test
    void longerSequencesAreTiledOnOneWorkerToo() {
        Batch batch = TinyModels.batch(1, 600, 3);
        assertClose(result(LLAMA, batch, 3), result(LLAMA, batch, 1));
    }

    @Test
    void noTokenSeesAnotherDocument() {
        for (int seed = 0; seed < 4; seed++) {
            int[] lengths = lengths(new Random(seed));
            int total = Arrays.stream(lengths).sum();
            Batch plain = TinyModels.batch(1, total, seed);
            Batch packed = withStarts(plain, starts(lengths, total));
            for (int workers = 1; workers <= 2; workers++) {
                try (Weights weights = TinyModels.weights(LLAMA, 4);
                        DecoderLearner learner = Learners.full(weights, Precision.FP32, workers)) {
                    double loss = learner.lossAndGradient(packed);
                    float[] together = LearnerProbe.gradient(learner, weights.layout());
                    learner.gradients().clear();
                    double sum = 0;
                    for (int from = 0, i = 0; i < lengths.length; from += lengths[i++]) {
                        sum += learner.lossAndGradient(part(plain, from, lengths[i]));
                    }
                    float[] apart = LearnerProbe.gradient(learner, weights.layout());
                    assertThat(loss).as("seed %d", seed).isCloseTo(sum, within(1e-4 * sum));
                    assertClose("seed " + seed, together, apart);
                }
            }
        }
    }

    /// Documents from one token to more than a block.
    private static int[] lengths(Random random) {
        int[] lengths = new int[2 + random.nextInt(5)];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = 1 + random.nextInt(random.nextBoolean() ? 5 : 180);
        }
        return lengths;
    }

    private static int[] starts(int[] lengths, int total) {
        int[] starts = new int[total];
        for (int from = 0, i = 0; i < lengths.length; from += lengths[i++]) {
            Arrays.fill(starts, from, from + lengths[i], from);
        }
        return starts;
    }

    private static Batch withStarts(Batch b, int[] starts) {
        return new Batch(b.rows(), b.length(), b.tokens(), b.targets(), b.weights(), starts);
    }

    private static Batch part(Batch b, int from, int length) {
        return new Batch(
                1,
                length,
                Arrays.copyOfRange(b.tokens(), from, from + length),
                Arrays.copyOfRange(b.targets(), from, from + length),
                Arrays.copyOfRange(b.weights(), from, from + length));
    }

    @Test
    void documentsBeginWithTheirFirstToken() {
        int[] tokens = {5, 0, 6, 7, 0, 8, 9, 0};
        Batch batch = new Batch(2, 4, tokens, new int[8], new float[8]).withDocuments(0);
        assertThat(batch.documentStarts()).containsExactly(0, 1, 1, 1, 0, 0, 0, 3);
        assertThatThrownBy(() -> withStarts(TinyModels.batch(1, 3, 1), new int[] {0, 2, 2}))
                .hasMessageContaining("position 1 is in a document that starts at 2");
    }

    @ParameterizedTest
    @MethodSource("models")
    void activationsComputedTwiceAreTheSameBits(ModelConfig config) {
        for (int rows = 1; rows <= 2; rows++) {
            Batch batch = TinyModels.batch(rows, 150, 5);
            float[] kept = gradient(config, batch, Recompute.NEVER);
            assertThat(gradient(config, batch, Recompute.ALWAYS)).containsExactly(kept);
            assertThat(gradient(config, batch, Recompute.AUTO)).containsExactly(kept);
        }
    }

    private static float[] gradient(ModelConfig config, Batch batch, Recompute recompute) {
        try (Weights weights = TinyModels.weights(config, 6);
                DecoderLearner learner = Learners.full(weights, Precision.BF16, 2)) {
            learner.recompute(recompute);
            learner.lossAndGradient(TinyModels.batch(1, 150, 7)); // stale memory is no input
            learner.gradients().clear();
            learner.lossAndGradient(batch);
            return LearnerProbe.gradient(learner, weights.layout());
        }
    }

    /// Where only one worker's positions count, the others still have keys to learn.
    @Test
    void aPartWithoutLossHasGradientsToo() {
        Batch all = TinyModels.batch(1, 200, 8);
        float[] last = new float[200];
        last[199] = 1;
        Batch batch = new Batch(1, 200, all.tokens(), all.targets(), last);
        assertClose(result(LLAMA, batch, 2), result(LLAMA, batch, 1));
    }

    @Test
    void aWorkersFailureEndsThePassOfAll() {
        Batch batch = TinyModels.batch(1, 200, 9);
        batch.tokens()[199] = TinyModels.VOCABULARY;
        try (Weights weights = TinyModels.weights(LLAMA, 10);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 3)) {
            assertThatThrownBy(() -> learner.lossAndGradient(batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no row 37");
            batch.tokens()[199] = 0;
            assertThat(learner.lossAndGradient(batch)).isFinite();
        }
    }

    private record Result(float[] logProbabilities, double loss, float[] gradient) {}

    private static Result result(ModelConfig config, Batch batch, int workers) {
        try (Weights weights = TinyModels.weights(config, 11);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, workers)) {
            float[] logProbabilities = learner.logProbabilities(batch);
            double loss = learner.lossAndGradient(batch);
            float[] gradient = LearnerProbe.gradient(learner, weights.layout());
            return new Result(logProbabilities, loss, gradient);
        }
    }

    private static void assertClose(Result actual, Result expected) {
        assertClose("log p", actual.logProbabilities(), expected.logProbabilities());
        assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-4 * expected.loss()));
        assertClose("gradient", actual.gradient(), expected.gradient());
    }

    private static void assertClose(String what, float[] actual, float[] expected) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
        }
        assertThat(difference).as(what).isLessThan(2e-5 * largest);
    }
}
