package ai.inhouse.cli;

import ai.inhouse.jobs.RecipeRun;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `inhouse align`: the recipe's stages up to this one.
@Command(
        name = "align",
        description = {
            "Move the model towards what people preferred (DPO).",
            "Runs the recipe's stages up to this one; what did not change is not run again."
        },
        mixinStandardHelpOptions = true,
        subcommands = AlignReviewCommand.class,
        footer = {"", "Examples:", "  inhouse align", "  inhouse align review --prompts asked.txt"})
final class AlignCommand extends Subcommand {
    @Mixin private Recipes recipes = new Recipes();

    @Override
    public Integer call() {
        RecipeRun.Outcome outcome =
                new StageRunner(this).run(recipes.read(workspaceFolder()), Optional.of("align"));
        return done(outcome, RunSummary.text(outcome, workspaceFolder()));
    }
}
