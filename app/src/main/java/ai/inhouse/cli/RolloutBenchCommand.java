package ai.inhouse.cli;

import ai.inhouse.alignment.rollout.RolloutBench;
import ai.inhouse.alignment.rollout.RolloutSettings;
import ai.inhouse.model.Weights;
import java.util.Locale;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// What the benches of learning from rewarded answers take.
abstract class RolloutBenchCommand extends Subcommand {
    @ParentCommand private BenchCommand bench = new BenchCommand();

    @Option(names = "--prompts", defaultValue = "8", description = "Prompts a step.")
    private int prompts = 8;

    @Option(names = "--samples", defaultValue = "8", description = "Answers to each.")
    private int samples = 8;

    @Option(names = "--tokens", defaultValue = "64", description = "Tokens of each answer.")
    private int tokens = 64;

    @Option(names = "--prompt-tokens", defaultValue = "10", description = "Tokens of each prompt.")
    private int promptTokens = 10;

    @Option(
            names = "--steps",
            defaultValue = "3",
            description = "Steps to measure, after one to warm up.")
    private int steps = 3;

    final Weights weights() {
        return bench.weights(this);
    }

    final RolloutBench.Setup setup() {
        return new RolloutBench.Setup(
                new RolloutSettings(prompts, samples, tokens, 1),
                promptTokens,
                bench.threads(),
                steps);
    }

    /// What was measured, and how long a step takes.
    final String text(double stepSeconds, double writingSeconds) {
        return String.format(
                Locale.ROOT,
                "%s, %d prompts x %d answers x %d tokens, %d threads%n"
                        + "  %.2f s a step, of which writing takes %.2f s%n",
                bench.model(),
                prompts,
                samples,
                tokens,
                bench.threads(),
                stepSeconds,
                writingSeconds);
    }
}
