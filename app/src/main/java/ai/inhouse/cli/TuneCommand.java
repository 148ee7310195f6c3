package ai.inhouse.cli;

import picocli.CommandLine.Command;

/// `inhouse tune`: the recipe's stages up to this one.
@Command(
        name = "tune",
        description = {
            "Teach the model to answer, from conversations and questions made of the documents.",
            "Runs the recipe's stages up to this one; what did not change is not run again."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse tune"})
final class TuneCommand extends StageVerb {
    TuneCommand() {
        super("tune");
    }
}
