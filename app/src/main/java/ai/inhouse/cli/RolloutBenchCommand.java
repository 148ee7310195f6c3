package ai.inhouse.cli;

import ai.inhouse.alignment.rollout.RolloutSettings;
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

    final BenchCommand bench() {
        return bench;
    }

    final RolloutSettings settings() {
        return new RolloutSettings(prompts, samples, tokens, 1);
    }

    final int promptTokens() {
        return promptTokens;
    }

    final int steps() {
        return steps;
    }
}
