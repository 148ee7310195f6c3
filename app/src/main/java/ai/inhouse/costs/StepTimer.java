package ai.inhouse.costs;

import ai.inhouse.jobs.StepLoad;
import ai.inhouse.jobs.StepLoad.Part;
import ai.inhouse.jobs.StepLoad.Use;
import ai.inhouse.model.Batch;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learning;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Reference;
import ai.inhouse.model.Weights;
import ai.inhouse.training.RandomLearner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Takes steps of a stage's kind on random weights and tokens, until they have settled: the same
/// micro-batches, in the same order, through the same learner and optimizer.
final class StepTimer implements AutoCloseable {
    private static final int FEWEST = 5;
    private static final int MOST = 2_000;

    /// After so long on the wall, as few as three steps must do.
    private static final double LONG_SECONDS = 45;

    private static final int JUDGED_ROWS = 8;
    private static final double RATE = 1e-4;

    private final StepLoad load;
    private final int workers;
    private final RandomLearner made;
    private final DecoderLearner learner;
    private final Optional<Weights> before;
    private final Optional<Reference> reference;
    private final List<Batch> batches = new ArrayList<>();

    private StepTimer(ModelConfig config, StepLoad load, Precision precision, int workers) {
        this.load = load;
        this.workers = workers;
        this.made =
                RandomLearner.open(config, load.adapter(), load.quantized(), precision, workers);
        this.learner = made.learner();
        this.before =
                load.has(Use.HOLD) ? Optional.of(RandomLearner.weights(config)) : Optional.empty();
        this.reference = before.map(weights -> new Reference(weights, precision, workers));
        for (Part part : load.parts()) {
            batches.add(part.use() == Use.WRITE ? batch(config, 1, 1, 1) : batch(config, part));
        }
        learner.configure(new Learning(load.rule().matrices(), load.average()));
    }

    /// @param length of the rows that are validated on
    /// @param enough for how long steps are taken at least
    static StepRate measure(
            ModelConfig config,
            StepLoad load,
            int length,
            Precision precision,
            int workers,
            Duration enough) {
        Stopwatch began = new Stopwatch();
        ModelConfig trained = load.has(Use.SCORE) ? config.scored() : config;
        try (StepTimer timer = new StepTimer(trained, load, precision, workers)) {
            return timer.measure(trained, length, began, enough.toNanos() / 1e9);
        }
    }

    private StepRate measure(ModelConfig config, int length, Stopwatch began, double enough) {
        List<Double> walls = new ArrayList<>();
        List<Double> processors = new ArrayList<>();
        double sum = 0;
        while (!isEnough(walls.size(), sum, enough, began.wallSeconds())) {
            Stopwatch watch = new Stopwatch();
            step(walls.size() + 1);
            walls.add(watch.wallSeconds());
            processors.add(watch.processorSeconds());
            sum += Stopwatch.alone(walls.getLast(), processors.getLast(), workers);
        }
        int n = walls.size();
        double wall = median(walls.subList(n * 2 / 3, n));
        double cpu = mean(processors.subList(n * 2 / 3, n));
        double settled = Stopwatch.alone(wall, cpu, workers);
        double beyond = Math.max(0, began.aloneSeconds(workers) - settled * n);
        double judged = load.has(Use.SCORE) ? judgedByScore() : judged(config, length);
        return new StepRate(settled, wall, cpu, beyond, judged, n);
    }

    private static boolean isEnough(int steps, double seconds, double enough, double wall) {
        if (steps >= MOST || (steps >= 3 && wall > LONG_SECONDS)) {
            return true;
        }
        return steps >= FEWEST && seconds >= enough;
    }

    private void step(long number) {
        for (int i = 0; i < batches.size(); i++) {
            Batch batch = batches.get(i);
            switch (load.parts().get(i).use()) {
                case LEARN -> learner.lossAndGradient(batch);
                case PREFER -> {
                    learner.forward(batch);
                    learner.backward(batch.weights());
                }
                case SCORE -> {
                    learner.forwardScores(batch);
                    learner.backwardScores(batch.weights());
                }
                case HOLD -> {
                    learner.divergences(batch, reference.orElseThrow());
                    learner.backwardDivergences(batch.weights());
                }
                case WRITE -> {
                    // Measured where texts are written.
                }
            }
        }
        learner.step(load.rule().step(number, RATE));
    }

    private double judged(ModelConfig config, int length) {
        Batch batch = batch(config, JUDGED_ROWS, length, 1);
        learner.logProbabilities(batch);
        return perSecond(batch, () -> learner.logProbabilities(batch));
    }

    private double judgedByScore() {
        Batch batch = batches.getFirst();
        return perSecond(batch, () -> learner.scores(batch));
    }

    private double perSecond(Batch batch, Runnable reading) {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < FEWEST; i++) {
            Stopwatch watch = new Stopwatch();
            reading.run();
            seconds.add(watch.aloneSeconds(workers));
        }
        return batch.tokens().length / median(seconds);
    }

    private static Batch batch(ModelConfig config, Part part) {
        return batch(config, part.rows(), part.length(), part.counted());
    }

    /// Counts at the end of each row, as answers stand after their prompts.
    private static Batch batch(ModelConfig config, int rows, int length, double counted) {
        SplittableRandom random = new SplittableRandom(1);
        int n = rows * length;
        int[] tokens = random.ints(n, 0, config.vocabularySize()).toArray();
        int[] targets = random.ints(n, 0, config.vocabularySize()).toArray();
        float[] weights = new float[n];
        int last = (int) Math.max(1, Math.round(counted * length));
        for (int row = 0; row < rows; row++) {
            int end = (row + 1) * length;
            Arrays.fill(weights, end - last, end, 1f / (rows * last));
        }
        return new Batch(rows, length, tokens, targets, weights);
    }

    /// Of processor time, which the system counts in ticks of some milliseconds.
    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        reference.ifPresent(Reference::close);
        before.ifPresent(Weights::close);
        made.close();
    }
}
