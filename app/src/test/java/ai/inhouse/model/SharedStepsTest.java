package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Learners that exchange gradients, on threads of one process.
class SharedStepsTest {
    private static final int LEARNERS = 2;

    /// Sums over threads that come in turn.
    private static final class Meeting {
        private final CyclicBarrier barrier = new CyclicBarrier(LEARNERS);
        private final List<float[]> parts = new ArrayList<>();
        private double agreed;

        private synchronized void put(float[] part) {
            parts.add(part);
        }

        private void await() {
            try {
                barrier.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        GradientExchange member(boolean first) {
            return new GradientExchange() {
                @Override
                public void sum(MemorySegment floats) {
                    put(floats.toArray(ValueLayout.JAVA_FLOAT));
                    await();
                    for (int i = 0; i < parts.getFirst().length; i++) {
                        float sum = 0;
                        for (float[] part : parts) {
                            sum += part[i];
                        }
                        floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, sum);
                    }
                    await();
                    if (first) {
                        parts.clear();
                    }
                    await();
                }

                @Override
                public double agreed(double own) {
                    if (first) {
                        agreed = own;
                    }
                    await();
                    double value = agreed;
                    await();
                    return value;
                }
            };
        }
    }

    @ParameterizedTest
    @MethodSource("ai.inhouse.model.TinyModels#all")
    void moveWeightsAsOneLearnerDoes(ModelConfig config) throws Exception {
        compare(config, 5, true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doSoWhetherOrNotTheLastPassWasAnnounced(boolean announced) throws Exception {
        compare(TinyModels.llama(), 5, announced);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doSoThoughOneHasNoRows(boolean announced) throws Exception {
        compare(TinyModels.llama(), 1, announced);
    }

    private static void compare(ModelConfig config, int rows, boolean announced) throws Exception {
        List<float[]> alone = new ArrayList<>();
        try (Weights weights = TinyModels.weights(config, 1);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            train(learner, new Part(rows, 0, 1), announced);
            alone.add(weights.memory().toArray(ValueLayout.JAVA_FLOAT));
        }
        List<float[]> together = together(config, rows, announced);
        assertThat(together.get(1)).as("bits of the two").isEqualTo(together.get(0));
        assertThat(together.getFirst()).hasSize(alone.getFirst().length);
        for (int i = 0; i < alone.getFirst().length; i++) {
            assertThat(together.getFirst()[i]).isCloseTo(alone.getFirst()[i], within(2e-4f));
        }
    }

    private static List<float[]> together(ModelConfig config, int rows, boolean announced)
            throws Exception {
        Meeting meeting = new Meeting();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<float[]>> futures = new ArrayList<>();
            for (int rank = 0; rank < LEARNERS; rank++) {
                int own = rank;
                futures.add(
                        threads.submit(
                                () -> {
                                    try (Weights weights = TinyModels.weights(config, 1);
                                            DecoderLearner learner =
                                                    Learners.full(
                                                            weights,
                                                            Precision.FP32,
                                                            2,
                                                            meeting.member(own == 0))) {
                                        train(learner, new Part(rows, own, LEARNERS), announced);
                                        return weights.memory().toArray(ValueLayout.JAVA_FLOAT);
                                    }
                                }));
            }
            List<float[]> weights = new ArrayList<>();
            for (Future<float[]> future : futures) {
                weights.add(future.get());
            }
            return weights;
        }
    }

    private record Part(int rows, int rank, int size) {
        Batch of(long seed) {
            return TinyModels.batch(rows, 9, seed)
                    .rows(rows * rank / size, rows * (rank + 1) / size);
        }
    }

    /// Three steps of two micro-batches.
    private static void train(DecoderLearner learner, Part part, boolean announced) {
        for (int step = 1; step <= 3; step++) {
            for (int micro = 0; micro < 2; micro++) {
                if (announced && micro == 1) {
                    learner.expectLastPass();
                }
                learner.lossAndGradient(part.of(10L * step + micro));
            }
            learner.step(new Learner.OptimizerStep(step, 1e-3, 0.9, 0.95, 1e-8, 0.1, 1.0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void allowNoPassAfterTheLastOne(int workers) {
        GradientExchange alone =
                new GradientExchange() {
                    @Override
                    public void sum(MemorySegment floats) {
                        // Nobody else has any.
                    }

                    @Override
                    public double agreed(double own) {
                        return own;
                    }
                };
        try (Weights weights = TinyModels.weights(TinyModels.llama(), 1);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, workers, alone)) {
            Batch batch = TinyModels.batch(3, 9, 1);
            learner.expectLastPass();
            learner.lossAndGradient(batch);

            assertThatThrownBy(() -> learner.lossAndGradient(batch))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("after the last one");
            assertThat(learner.step(TinyModels.step(1))).isPositive();
            assertThat(learner.lossAndGradient(batch)).isPositive();
        }
    }
}
