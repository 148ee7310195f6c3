package ai.inhouse.training;

import ai.inhouse.engine.MatmulRate;
import ai.inhouse.engine.ProcessMemory;
import ai.inhouse.engine.ProcessorTime;
import ai.inhouse.engine.Workers;
import ai.inhouse.model.Batch;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learner;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Recompute;
import ai.inhouse.model.Weights;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/// The speed of training steps on random tokens, beside the speed of matrix products in the same
/// process: the share of the latter says how much of the machine training uses.
public final class TrainBench {
    private static final Learner.OptimizerStep FIRST_STEP =
            new Learner.OptimizerStep(1, 1e-4, 0.9, 0.95, 1e-8, 0.1, 1.0);

    private TrainBench() {}

    /// @param batch rows a step
    /// @param length tokens a row
    /// @param steps to measure, after half as many to warm up
    /// @param threads workers
    /// @param lora adapters to train on the frozen model, or nothing to train all of it
    /// @param recompute whether activations are computed twice
    /// @param quantized whether the frozen model is kept in four bits
    /// @param profiled whether to see where the time goes; this takes a few hundredths of it
    public record Setup(
            BuiltInShape shape,
            int batch,
            int length,
            int steps,
            int threads,
            Precision precision,
            Optional<LoraConfig> lora,
            boolean quantized,
            Recompute recompute,
            boolean profiled) {}

    /// @param profile of the measured steps, if it was asked for
    public record Run(Result result, Optional<Profile> profile) {}

    /// @param stepSeconds median of the steps after warming up
    /// @param cpuSecondsPerStep of all threads, mean of the same steps: on a machine that others
    ///   use too it says more than the time on the wall
    /// @param tokensPerSecond at the median step
    /// @param matmulGflops of all workers together, measured right after the steps
    /// @param shareOfMatmulRate 6 operations a parameter and token (4 for adapters, which need no
    ///   gradients of frozen weights), by that rate
    /// @param firstStepSeconds from the learner's making to the end of its first step
    /// @param peakRssBytes of the whole process; 0 where the system does not say
    public record Result(
            String model,
            String precision,
            int batch,
            int length,
            int threads,
            long parameters,
            double tokensPerSecond,
            double stepSeconds,
            double cpuSecondsPerStep,
            double firstStepSeconds,
            double matmulGflops,
            double shareOfMatmulRate,
            double loss,
            long peakRssBytes) {}

    /// What a step does before the optimizer moves the weights: a loss and its gradients.
    @FunctionalInterface
    public interface Work {
        /// The loss, for instance a token's.
        double learn();
    }

    /// Steps that predict the next of random tokens.
    public static Run run(Setup setup) {
        return run(setup, learner -> predicting(learner, setup));
    }

    private static Work predicting(Learner learner, Setup setup) {
        Batch batch = batch(learner.config(), setup.batch(), setup.length());
        return () -> learner.lossAndGradient(batch) / batch.weightSum();
    }

    /// @param work made for the learner before the first step
    public static Run run(Setup setup, Function<DecoderLearner, Work> work) {
        ModelConfig config = setup.shape().config();
        long start = System.nanoTime();
        if (setup.quantized()) {
            try (DecoderLearner learner =
                    RandomLearner.quantized(
                            config,
                            setup.lora().orElseThrow(),
                            setup.precision(),
                            setup.threads())) {
                return run(learner, setup, work, start);
            }
        }
        try (Weights weights = RandomLearner.weights(config)) {
            start = System.nanoTime();
            try (DecoderLearner learner =
                    RandomLearner.on(weights, setup.lora(), setup.precision(), setup.threads())) {
                return run(learner, setup, work, start);
            }
        }
    }

    private static Run run(
            DecoderLearner learner, Setup setup, Function<DecoderLearner, Work> maker, long start) {
        learner.recompute(setup.recompute());
        Work work = maker.apply(learner);
        step(learner, work);
        double first = seconds(start);
        for (int i = 1; i < Math.ceilDiv(setup.steps(), 2); i++) {
            step(learner, work);
        }
        try (Measured measured = Measured.begin(setup)) {
            double loss = 0;
            for (int i = 0; i < setup.steps(); i++) {
                long begin = System.nanoTime();
                loss = step(learner, work);
                measured.seconds()[i] = seconds(begin);
            }
            return result(setup, measured, first, loss);
        }
    }

    /// The steps that count.
    private record Measured(double[] seconds, double cpuBefore, Optional<StepProfiler> profiler)
            implements AutoCloseable {
        static Measured begin(Setup setup) {
            return new Measured(
                    new double[setup.steps()],
                    ProcessorTime.seconds(),
                    setup.profiled() ? Optional.of(StepProfiler.start()) : Optional.empty());
        }

        double median() {
            double[] sorted = seconds.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }

        Optional<Profile> profile() {
            return profiler.map(p -> p.stop(seconds.length));
        }

        @Override
        public void close() {
            profiler.ifPresent(StepProfiler::close);
        }
    }

    private static double step(Learner learner, Work work) {
        double loss = work.learn();
        learner.step(FIRST_STEP);
        return loss;
    }

    private static Run result(Setup s, Measured measured, double first, double loss) {
        double cpu = (ProcessorTime.seconds() - measured.cpuBefore()) / s.steps();
        Optional<Profile> profile = measured.profile();
        double step = measured.median();
        ModelConfig config = s.shape().config();
        double rate;
        try (Workers workers = new Workers(s.threads())) {
            rate = MatmulRate.gigaflops(s.precision().type(), workers);
        }
        double tokensPerSecond = s.batch() * s.length() / step;
        double work = (s.lora().isPresent() ? 4.0 : 6.0) * multiplied(config);
        Result result =
                new Result(
                        s.shape().title(),
                        s.precision().name().toLowerCase(Locale.ROOT),
                        s.batch(),
                        s.length(),
                        s.threads(),
                        ParameterLayout.of(config).elements(),
                        tokensPerSecond,
                        step,
                        cpu,
                        first,
                        rate,
                        work * tokensPerSecond / 1e9 / rate,
                        loss,
                        ProcessMemory.peakBytes().orElse(0));
        return new Run(result, profile);
    }

    /// Parameters that take part in matrix products: an embedding that is not the head does not.
    private static long multiplied(ModelConfig config) {
        ParameterLayout layout = ParameterLayout.of(config);
        long embedding = layout.find("model.embed_tokens.weight").elements();
        return layout.elements() - (config.tiedEmbeddings() ? 0 : embedding);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static Batch batch(ModelConfig config, int rows, int length) {
        SplittableRandom random = new SplittableRandom(1);
        int n = rows * length;
        int[] tokens = random.ints(n, 0, config.vocabularySize()).toArray();
        int[] targets = new int[n];
        float[] weights = new float[n];
        for (int i = 0; i < n; i++) {
            targets[i] = tokens[(i + 1) % n];
            weights[i] = 1f / n;
        }
        return new Batch(rows, length, tokens, targets, weights);
    }
}
