package ai.inhouse.cli;

import picocli.CommandLine.Command;

/// `inhouse bench train`.
@Command(
        name = "train",
        description = "Training steps of all weights, beside the rate of matrix products.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  inhouse bench train --model smollm2-135m --batch 4 --length 256 --json"
        })
final class BenchTrainCommand extends TrainingBench {}
