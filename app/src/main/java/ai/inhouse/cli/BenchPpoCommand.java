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
        try (Weights weights = weights()) {
            PpoBench.Result result = PpoBench.run(setup(), weights);
            return done(result, text(result));
        }
    }

    private String text(PpoBench.Result r) {
        return text(r.stepSeconds(), r.writingSeconds())
                + String.format(
                        Locale.ROOT,
                        "  %.2f times GRPO's %.2f s, %s peak memory",
                        r.byGrpo(),
                        r.grpoStepSeconds(),
                        Units.bytes(r.peakRssBytes()));
    }
}
