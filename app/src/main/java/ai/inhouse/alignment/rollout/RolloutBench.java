package ai.inhouse.alignment.rollout;

import ai.inhouse.alignment.reward.Answer;
import ai.inhouse.alignment.reward.AskedPrompt;
import ai.inhouse.alignment.reward.Reward;
import ai.inhouse.alignment.reward.RewardModel;
import ai.inhouse.alignment.reward.Rewards;
import ai.inhouse.base.Progress;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learner.OptimizerStep;
import ai.inhouse.tokens.Chat;
import ai.inhouse.training.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Steps of learning from rewarded answers, on random prompts; no answer ends before its last
/// token.
public final class RolloutBench implements AutoCloseable {
    private final Setup setup;
    private final EngineWriter engine;
    private double writing;

    /// @param learner whose answers are written; stays the caller's
    public RolloutBench(Setup setup, DecoderLearner learner) {
        this.setup = setup;
        this.engine = new EngineWriter(learner, List.of(), setup.threads());
    }

    /// @param promptTokens of each prompt
    /// @param steps to measure, after one to warm up
    public record Setup(RolloutSettings settings, int promptTokens, int threads, int steps) {}

    /// @param seconds of the whole step
    /// @param writingSeconds of it, packing the weights included
    public record Timed(double seconds, double writingSeconds) {
        /// The middle one by the whole step.
        public static Timed median(List<Timed> timed) {
            return timed.stream()
                    .sorted(Comparator.comparingDouble(Timed::seconds))
                    .skip(timed.size() / 2)
                    .findFirst()
                    .orElseThrow();
        }
    }

    public Rollouts rollouts(Reward reward) {
        return new Rollouts(
                setup.settings(),
                (prompts, mostTokens, temperature, seed) -> {
                    long begin = System.nanoTime();
                    List<Writer.Written> written =
                            engine.write(prompts, mostTokens, temperature, seed);
                    writing = (System.nanoTime() - begin) / 1e9;
                    return written;
                },
                Arrays::toString,
                new Rewards(List.of(new Rewards.Term(reward, 1))),
                0);
    }

    /// Takes one step.
    ///
    /// @param number counts from 1
    public Timed step(Learner learner, Objective<RolloutBatch> objective, long number) {
        int vocabulary = learner.config().vocabularySize();
        RolloutBatches batches = new RolloutBatches(prompts(vocabulary), setup.settings(), 1);
        long begin = System.nanoTime();
        for (int micro = 0; micro < batches.microBatches(); micro++) {
            objective.learn(learner, batches.batch(number, micro));
        }
        learner.step(new OptimizerStep(number, 1e-6, 0.9, 0.999, 1e-8, 0, 1));
        return new Timed((System.nanoTime() - begin) / 1e9, writing);
    }

    private List<EncodedPrompt> prompts(int vocabulary) {
        Random random = new Random(1);
        List<EncodedPrompt> prompts = new ArrayList<>();
        for (int i = 0; i < setup.settings().prompts(); i++) {
            int[] ids = random.ints(setup.promptTokens(), 0, vocabulary).toArray();
            prompts.add(new EncodedPrompt(new AskedPrompt(List.of(), Map.of()), ids));
        }
        return prompts;
    }

    @Override
    public void close() {
        engine.close();
    }

    /// Costs nothing, and gives something to learn in each group.
    public static final class Alternating implements Reward {
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

    /// Costs what a reward model costs.
    ///
    /// @param promptTokens that it reads before each answer
    public record Scored(Learner scorer, int promptTokens) implements Reward {
        @Override
        public String name() {
            return "scored";
        }

        @Override
        public double[] of(List<Answer> answers) {
            List<Chat.Encoded> rows = answers.stream().map(this::row).toList();
            return RewardModel.scores(scorer, rows, 0, Progress.silent());
        }

        private Chat.Encoded row(Answer answer) {
            int[] own =
                    Arrays.stream(answer.text().replaceAll("[\\[\\] ]", "").split(",", -1))
                            .mapToInt(Integer::parseInt)
                            .toArray();
            int[] ids = new int[promptTokens + own.length];
            System.arraycopy(own, 0, ids, promptTokens, own.length);
            return new Chat.Encoded(ids, new boolean[ids.length]);
        }
    }
}
