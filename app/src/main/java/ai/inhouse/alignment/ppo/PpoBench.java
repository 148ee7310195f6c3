package ai.inhouse.alignment.ppo;

import ai.inhouse.alignment.grpo.GrpoBench;
import ai.inhouse.alignment.grpo.GrpoObjective;
import ai.inhouse.alignment.reward.Reward;
import ai.inhouse.alignment.rollout.RolloutBatch;
import ai.inhouse.alignment.rollout.RolloutBench;
import ai.inhouse.alignment.rollout.RolloutBench.Timed;
import ai.inhouse.engine.ProcessMemory;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;
import ai.inhouse.training.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// The speed of PPO's steps beside GRPO's, taken in turn: the same prompts, reference, and a reward
/// model of the policy's size.
public final class PpoBench {
    private static final PpoSettings SETTINGS =
            new PpoSettings(0.2, 0.2, 1, 0.95, 0.04, OptionalDouble.empty(), 1e9, 1);

    private PpoBench() {}

    /// @param stepSeconds median of PPO's steps after the first
    /// @param writingSeconds of that step, packing the weights included
    /// @param grpoStepSeconds median of GRPO's
    /// @param byGrpo PPO's time by GRPO's
    /// @param peakRssBytes of the whole process; 0 where the system does not say
    public record Result(
            int prompts,
            int samples,
            int tokens,
            int promptTokens,
            int threads,
            double stepSeconds,
            double writingSeconds,
            double grpoStepSeconds,
            double byGrpo,
            long peakRssBytes) {}

    /// @param weights are trained
    public static Result run(RolloutBench.Setup setup, Weights weights) {
        Precision precision = Precision.fastest();
        int threads = setup.threads();
        try (Weights before = weights.copy();
                Weights valued = weights.valued();
                Weights scored = weights.scored(2);
                Learner reference = Learners.full(before, precision, threads);
                Learner critic = Learners.full(valued, precision, threads);
                Learner scorer = Learners.full(scored, precision, threads);
                DecoderLearner policy = Learners.full(weights, precision, threads);
                ActorCritic both = new ActorCritic(policy, critic, SETTINGS);
                RolloutBench bench = new RolloutBench(setup, policy)) {
            Reward reward = new RolloutBench.Scored(scorer, setup.promptTokens());
            Optional<Learner> held = Optional.of(reference);
            Objective<RolloutBatch> grpo =
                    new GrpoObjective(bench.rollouts(reward), GrpoBench.SETTINGS, held);
            Objective<RolloutBatch> ppo =
                    new PpoObjective(bench.rollouts(reward), SETTINGS, both, held);
            List<Timed> grpoTimes = new ArrayList<>();
            List<Timed> ppoTimes = new ArrayList<>();
            for (int step = 1; step <= setup.steps() + 1; step++) {
                grpoTimes.add(bench.step(policy, grpo, step));
                ppoTimes.add(bench.step(both, ppo, step));
            }
            return result(
                    setup,
                    Timed.median(ppoTimes.subList(1, ppoTimes.size())),
                    Timed.median(grpoTimes.subList(1, grpoTimes.size())));
        }
    }

    private static Result result(RolloutBench.Setup setup, Timed ppo, Timed grpo) {
        return new Result(
                setup.settings().prompts(),
                setup.settings().samples(),
                setup.settings().mostTokens(),
                setup.promptTokens(),
                setup.threads(),
                ppo.seconds(),
                ppo.writingSeconds(),
                grpo.seconds(),
                ppo.seconds() / grpo.seconds(),
                ProcessMemory.peakBytes().orElse(0));
    }
}
