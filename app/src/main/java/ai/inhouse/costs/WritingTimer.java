package ai.inhouse.costs;

import ai.inhouse.inference.BatchingGenerator;
import ai.inhouse.inference.EngineOptions;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.inference.Generators;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Weights;
import ai.inhouse.training.RandomLearner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Has a model of some shape read and write random text, many texts at a time, as evaluations do.
final class WritingTimer {
    private static final int STREAMS = 32;
    private static final int WRITTEN = 32;
    private static final int ROUNDS = 3;
    private static final int JUDGED_LENGTH = 256;
    private static final int JUDGED = 8;

    private WritingTimer() {}

    /// @param promptTokens of the prompts that are measured with
    static WritingRate measure(ModelConfig config, int promptTokens, int workers) {
        try (Weights weights = RandomLearner.weights(config)) {
            Stopwatch watch = new Stopwatch();
            try (BatchingGenerator generator =
                    Generators.open(weights, WeightFormat.BF16, EngineOptions.fast(workers))) {
                double opening = watch.aloneSeconds(1);
                int most = config.maxLength() - WRITTEN - 1;
                int prompt = Math.clamp(promptTokens, 16, Math.max(16, most));
                List<int[]> prompts = texts(config, STREAMS, prompt);
                int length = Math.min(JUDGED_LENGTH, config.maxLength());
                List<int[]> judged = texts(config, JUDGED, length);
                double read = best(workers, () -> generator.generate(prompts, writing(1)));
                double both =
                        best(workers, () -> generator.generate(prompts, writing(1 + WRITTEN)));
                double judging = best(workers, () -> generator.scoreAll(judged));
                return new WritingRate(
                        (double) STREAMS * prompt / read,
                        STREAMS * WRITTEN / Math.max(both - read, both / 100),
                        (double) JUDGED * length / judging,
                        opening);
            }
        }
    }

    /// At a temperature, as random weights would repeat themselves, and be guessed, without.
    private static Sampling writing(int tokens) {
        return new Sampling(tokens, 1, 0, 1, 1, List.of(), Optional.of(7L));
    }

    private static List<int[]> texts(ModelConfig config, int count, int length) {
        Random random = new Random(1);
        List<int[]> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(random.ints(length, 0, config.vocabularySize()).toArray());
        }
        return texts;
    }

    /// After one round to warm up.
    private static double best(int workers, Runnable work) {
        work.run();
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            Stopwatch watch = new Stopwatch();
            work.run();
            best = Math.min(best, watch.aloneSeconds(workers));
        }
        return best;
    }
}
