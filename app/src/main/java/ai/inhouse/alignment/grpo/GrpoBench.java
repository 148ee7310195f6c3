package ai.inhouse.alignment.grpo;

import ai.inhouse.alignment.rollout.RolloutBench;
import ai.inhouse.alignment.rollout.RolloutBench.Timed;
import ai.inhouse.alignment.rollout.RolloutSettings;
import ai.inhouse.engine.ProcessMemory;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The speed of GRPO's steps on random prompts: writing the answers, and learning from them with
/// the reference's opinion of them.
public final class GrpoBench {
    /// As the benches run it: held to a reference, and never taken back.
    public static final GrpoSettings SETTINGS = new GrpoSettings(0.2, 0.04, 1e9, true);

    private GrpoBench() {}

    /// @param stepSeconds median of the steps after the first
    /// @param writingSeconds of that step, packing the weights included
    /// @param answerTokensPerSecond tokens written, by the whole step's time
    /// @param peakRssBytes of the whole process; 0 where the system does not say
    public record Result(
            int prompts,
            int samples,
            int tokens,
            int promptTokens,
            int threads,
            double stepSeconds,
            double writingSeconds,
            double answerTokensPerSecond,
            long peakRssBytes) {}

    /// @param weights are trained
    public static Result run(RolloutBench.Setup setup, Weights weights) {
        Precision precision = Precision.fastest();
        try (Weights before = weights.copy();
                Learner reference = Learners.full(before, precision, setup.threads());
                DecoderLearner learner = Learners.full(weights, precision, setup.threads());
                RolloutBench bench = new RolloutBench(setup, learner)) {
            GrpoObjective objective =
                    new GrpoObjective(
                            bench.rollouts(new RolloutBench.Alternating()),
                            SETTINGS,
                            Optional.of(reference));
            List<Timed> timed = new ArrayList<>();
            for (int step = 1; step <= setup.steps() + 1; step++) {
                timed.add(bench.step(learner, objective, step));
            }
            return result(setup, Timed.median(timed.subList(1, timed.size())));
        }
    }

    private static Result result(RolloutBench.Setup setup, Timed median) {
        RolloutSettings settings = setup.settings();
        return new Result(
                settings.prompts(),
                settings.samples(),
                settings.mostTokens(),
                setup.promptTokens(),
                setup.threads(),
                median.seconds(),
                median.writingSeconds(),
                settings.answersPerStep() * settings.mostTokens() / median.seconds(),
                ProcessMemory.peakBytes().orElse(0));
    }
}
