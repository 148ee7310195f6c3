package ai.inhouse.cli;

import picocli.CommandLine.Command;

/// `inhouse align`: the recipe's stages up to this one.
@Command(
        name = "align",
        description = {
            "Move the model towards what people preferred (DPO).",
            "Runs the recipe's stages up to this one; what did not change is not run again."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            AlignQueueCommand.class,
            AlignReviewCommand.class,
            AlignAgreementCommand.class,
            AlignExportCommand.class
        },
        footer = {"", "Examples:", "  inhouse align", "  inhouse align queue --prompts asked.txt"})
final class AlignCommand extends StageVerb {
    AlignCommand() {
        super("align");
    }
}
