package ai.inhouse.cli;

import ai.inhouse.jobs.RecipeRun;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `inhouse pretrain`: the recipe's stages up to this one.
@Command(
        name = "pretrain",
        description = {
            "Learn the language of the documents: from scratch, or continued on the base model.",
            "Runs the recipe's stages up to this one; what did not change is not run again."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse pretrain"})
final class PretrainCommand extends Subcommand {
    @Mixin private Recipes recipes = new Recipes();

    @Override
    public Integer call() {
        RecipeRun.Outcome outcome =
                new StageRunner(this).run(recipes.read(workspaceFolder()), Optional.of("pretrain"));
        return done(outcome, RunSummary.text(outcome, workspaceFolder()));
    }
}
