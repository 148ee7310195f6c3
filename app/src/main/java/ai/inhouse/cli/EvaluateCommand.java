package ai.inhouse.cli;

import ai.inhouse.jobs.RecipeRun;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `inhouse evaluate`: the recipe's stages up to this one.
@Command(
        name = "evaluate",
        description = {
            "Measure the model of each stage and write the report.",
            "Runs the recipe's stages up to this one; what did not change is not run again."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse evaluate"})
final class EvaluateCommand extends Subcommand {
    @Mixin private Recipes recipes = new Recipes();

    @Override
    public Integer call() {
        RecipeRun.Outcome outcome =
                new StageRunner(this).run(recipes.read(workspaceFolder()), Optional.of("report"));
        return done(outcome, RunSummary.text(outcome, workspaceFolder()));
    }
}
