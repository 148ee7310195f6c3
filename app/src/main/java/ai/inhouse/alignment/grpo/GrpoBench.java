package ai.inhouse.alignment.grpo;

import ai.inhouse.alignment.reward.Answer;
import ai.inhouse.alignment.reward.AskedPrompt;
import ai.inhouse.alignment.reward.Reward;
import ai.inhouse.alignment.reward.Rewards;
import ai.inhouse.engine.ProcessMemory;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learner.OptimizerStep;
import ai.inhouse.model.Learners;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The speed of GRPO's steps on random prompts: writing the answers, and learning from them with
/// the reference's opinion of them. No answer ends before its last token.
public final class GrpoBench {
    private static final int PROMPT_TOKENS = 10;

    private final GrpoSettings settings;
    private final int threads;
    private double writing;

    /// @param prompts of a step
    /// @param samples of each
    /// @param tokens of each answer
    public GrpoBench(int prompts, int samples, int tokens, int threads) {
        this.settings = new GrpoSettings(prompts, samples, tokens, 0.2, 0.04, 1e9, true, 1);
        this.threads = threads;
    }

    /// @param stepSeconds median of the steps after the first
    /// @param writingSeconds of that step, packing the weights included
    /// @param answerTokensPerSecond tokens written, by the whole step's time
    /// @param peakRssBytes of the whole process; 0 where the system does not say
    public record Result(
            int prompts,
            int samples,
            int tokens,
            int threads,
            double stepSeconds,
            double writingSeconds,
            double answerTokensPerSecond,
            long peakRssBytes) {}

    private record Timed(double step, double writing) {}

    /// @param weights are trained
    /// @param steps to measure, after one to warm up
    public Result run(Weights weights, int steps) {
        try (Weights before = weights.copy();
                Learner reference = Learners.full(before, Precision.fastest(), threads);
                DecoderLearner learner = Learners.full(weights, Precision.fastest(), threads)) {
            GrpoObjective objective = new GrpoObjective(rollouts(learner), reference);
            GrpoBatches batches =
                    new GrpoBatches(prompts(weights.config().vocabularySize()), settings, 1);
            List<Timed> timed = new ArrayList<>();
            for (int step = 1; step <= steps + 1; step++) {
                long begin = System.nanoTime();
                for (int micro = 0; micro < batches.microBatches(); micro++) {
                    objective.learn(learner, batches.batch(step, micro));
                }
                learner.step(new OptimizerStep(step, 1e-6, 0.9, 0.999, 1e-8, 0, 1));
                timed.add(new Timed((System.nanoTime() - begin) / 1e9, writing));
            }
            return result(timed.subList(1, timed.size()));
        }
    }

    private Result result(List<Timed> timed) {
        List<Timed> sorted = new ArrayList<>(timed);
        sorted.sort((a, b) -> Double.compare(a.step(), b.step()));
        Timed median = sorted.get(sorted.size() / 2);
        return new Result(
                settings.prompts(),
                settings.samples(),
                settings.mostTokens(),
                threads,
                median.step(),
                median.writing(),
                settings.answersPerStep() * settings.mostTokens() / median.step(),
                ProcessMemory.peakBytes().orElse(0));
    }

    private Rollouts rollouts(DecoderLearner learner) {
        Writer engine = new EngineWriter(learner, List.of(), threads);
        return new Rollouts(
                settings,
                (prompts, mostTokens, temperature, seed) -> {
                    long begin = System.nanoTime();
                    List<Writer.Written> written =
                            engine.write(prompts, mostTokens, temperature, seed);
                    writing = (System.nanoTime() - begin) / 1e9;
                    return written;
                },
                Arrays::toString,
                new Rewards(List.of(new Rewards.Term(new Alternating(), 1))),
                0);
    }

    private List<EncodedPrompt> prompts(int vocabulary) {
        Random random = new Random(1);
        List<EncodedPrompt> prompts = new ArrayList<>();
        for (int i = 0; i < settings.prompts(); i++) {
            int[] ids = random.ints(PROMPT_TOKENS, 0, vocabulary).toArray();
            prompts.add(new EncodedPrompt(new AskedPrompt(List.of(), Map.of()), ids));
        }
        return prompts;
    }

    /// So that there is something to learn in each group.
    private static final class Alternating implements Reward {
        @Override
        public String name() {
            return "alternating";
        }

        @Override
        public double[] of(List<Answer> answers) {
            double[] values = new double[answers.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 2;
            }
            return values;
        }
    }
}
