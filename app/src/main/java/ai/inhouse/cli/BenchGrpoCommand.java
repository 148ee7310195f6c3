package ai.inhouse.cli;

import ai.inhouse.alignment.grpo.GrpoBench;
import ai.inhouse.base.Units;
import ai.inhouse.model.Weights;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `inhouse bench grpo`.
@Command(
        name = "grpo",
        description = "Steps of GRPO: answers are written, judged and learned from.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  inhouse bench grpo --prompts 8 --samples 8 --tokens 64 --json"
        })
final class BenchGrpoCommand extends RolloutBenchCommand {
    @Override
    public Integer call() {
        try (Weights weights = weights()) {
            GrpoBench.Result result = GrpoBench.run(setup(), weights);
            return done(result, text(result));
        }
    }

    private String text(GrpoBench.Result r) {
        return text(r.stepSeconds(), r.writingSeconds())
                + String.format(
                        Locale.ROOT,
                        "  %,.0f tokens of answers a second, %s peak memory",
                        r.answerTokensPerSecond(),
                        Units.bytes(r.peakRssBytes()));
    }
}
