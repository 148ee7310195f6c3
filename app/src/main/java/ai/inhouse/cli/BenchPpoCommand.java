package ai.inhouse.cli;

import ai.inhouse.alignment.ppo.PpoBench;
import ai.inhouse.base.Units;
import ai.inhouse.model.Weights;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `inhouse bench ppo`.
@Command(
        name = "ppo",
        description = {
            "Steps of PPO beside steps of GRPO, in turn, each judged by a reward model of the",
            "policy's size."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse bench ppo --prompts 8 --samples 8 --tokens 64 --json"})
final class BenchPpoCommand extends RolloutBenchCommand {
    @Override
    public Integer call() {
        try (Weights weights = bench().weights(this)) {
            PpoBench.Result result =
                    new PpoBench(settings(), promptTokens(), bench().threads())
                            .run(weights, steps());
            return done(result, text(bench().model(), result));
        }
    }

    private static String text(String model, PpoBench.Result r) {
        return String.format(
                Locale.ROOT,
                "%s, %d prompts x %d answers x %d tokens, %d threads%n"
                        + "  %.2f s a step, of which writing takes %.2f s%n"
                        + "  %.2f times GRPO's %.2f s, %s peak memory",
                model,
                r.prompts(),
                r.samples(),
                r.tokens(),
                r.threads(),
                r.stepSeconds(),
                r.writingSeconds(),
                r.byGrpo(),
                r.grpoStepSeconds(),
                Units.bytes(r.peakRssBytes()));
    }
}
