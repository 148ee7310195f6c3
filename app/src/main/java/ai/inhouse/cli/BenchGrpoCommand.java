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
        try (Weights weights = bench().weights(this)) {
            GrpoBench.Result result =
                    new GrpoBench(settings(), promptTokens(), bench().threads())
                            .run(weights, steps());
            return done(result, text(bench().model(), result));
        }
    }

    private static String text(String model, GrpoBench.Result r) {
        return String.format(
                Locale.ROOT,
                "%s, %d prompts x %d answers x %d tokens, %d threads%n"
                        + "  %.2f s a step, of which writing takes %.2f s%n"
                        + "  %,.0f tokens of answers a second, %s peak memory",
                model,
                r.prompts(),
                r.samples(),
                r.tokens(),
                r.threads(),
                r.stepSeconds(),
                r.writingSeconds(),
                r.answerTokensPerSecond(),
                Units.bytes(r.peakRssBytes()));
    }
}
