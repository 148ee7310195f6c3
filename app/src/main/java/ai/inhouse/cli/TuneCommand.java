package ai.inhouse.cli;

import ai.inhouse.jobs.RecipeRun;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `inhouse tune`: the recipe's stages up to this one.
@Command(
        name = "tune",
        description = {
            "Teach the model to answer, from conversations and questions made of the documents.",
            "Runs the recipe's stages up to this one; what did not change is not run again."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse tune"})
final class TuneCommand extends Subcommand {
    @Mixin private Recipes recipes = new Recipes();

    @Override
    public Integer call() {
        RecipeRun.Outcome outcome =
                new StageRunner(this).run(recipes.read(workspaceFolder()), Optional.of("tune"));
        return done(outcome, RunSummary.text(outcome, workspaceFolder()));
    }
}
