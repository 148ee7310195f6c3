package ai.inhouse.cli;

import picocli.CommandLine.Command;

/// `inhouse pretrain`: the recipe's stages up to this one.
@Command(
        name = "pretrain",
        description = {
            "Learn the language of the documents: from scratch, or continued on the base model.",
            "Runs the recipe's stages up to this one; what did not change is not run again."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse pretrain"})
final class PretrainCommand extends StageVerb {
    PretrainCommand() {
        super("pretrain");
    }
}
