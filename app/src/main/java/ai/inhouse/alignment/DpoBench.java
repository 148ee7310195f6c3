package ai.inhouse.alignment;

import ai.inhouse.model.Batch;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.training.TrainBench;
import java.util.Arrays;
import java.util.SplittableRandom;

/// The speed of direct preference optimization on random pairs, of which the second half of each
/// row is the answer.
public final class DpoBench {
    private static final double BETA = 0.1;

    private double referenceSeconds;

    private DpoBench() {}

    /// @param run the steps; their rows are two a pair
    /// @param referenceSeconds to ask the frozen reference about the same pairs, which is done once
    ///   for all epochs, before training
    public record Result(TrainBench.Run run, double referenceSeconds) {}

    /// @param setup with two rows a pair
    public static Result run(TrainBench.Setup setup) {
        DpoBench bench = new DpoBench();
        TrainBench.Run run = TrainBench.run(setup, learner -> bench.begin(learner, setup));
        return new Result(run, bench.referenceSeconds);
    }

    private TrainBench.Work begin(DecoderLearner learner, TrainBench.Setup setup) {
        Batch rows = rows(learner.config().vocabularySize(), setup.batch(), setup.length());
        learner.logProbabilities(rows);
        long start = System.nanoTime();
        double[] reference = Completions.sums(rows, learner.logProbabilities(rows));
        referenceSeconds = (System.nanoTime() - start) / 1e9;
        PreferenceBatch pairs = new PreferenceBatch(rows, reference, 2.0 / rows.rows());
        DpoObjective objective = new DpoObjective(new PreferenceLoss.Sigmoid(BETA));
        return () -> objective.learn(learner, pairs).loss();
    }

    private static Batch rows(int vocabulary, int count, int length) {
        SplittableRandom random = new SplittableRandom(1);
        int n = count * length;
        Batch batch = new Batch(count, length, new int[n], new int[n], new float[n]);
        Arrays.setAll(batch.tokens(), i -> random.nextInt(vocabulary));
        Arrays.setAll(batch.targets(), i -> batch.tokens()[(i + 1) % n]);
        for (int i = 0; i < n; i++) {
            batch.weights()[i] = i % length >= length / 2 ? 1 : 0;
        }
        return batch;
    }
}
