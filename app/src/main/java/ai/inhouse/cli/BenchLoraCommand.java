package ai.inhouse.cli;

import ai.inhouse.model.LoraConfig;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse bench lora`.
@Command(
        name = "lora",
        description = "Training steps of a low-rank adapter on all linear layers.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse bench lora --rank 16"})
final class BenchLoraCommand extends TrainingBench {
    @Option(names = "--rank", defaultValue = "16", description = "Rank of the adapter.")
    private int rank = 16;

    @Option(
            names = "--quantize",
            description = "Keep the frozen weights in four bits (NF4), as QLoRA does.")
    private boolean quantize;

    @Override
    Optional<LoraConfig> lora() {
        return Optional.of(LoraConfig.ofRank(rank, 1));
    }

    @Override
    boolean quantized() {
        return quantize;
    }
}
