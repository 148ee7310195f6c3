package ai.inhouse.cli;

import ai.inhouse.jobs.RecipeRun;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/// A verb that runs the recipe's stages up to one of them.
abstract class StageVerb extends Subcommand {
    @Mixin private Recipes recipes = new Recipes();

    private final String last;

    /// @param last the stage, as `stages.json` names it
    StageVerb(String last) {
        this.last = last;
    }

    @Override
    public Integer call() {
        RecipeRun.Outcome outcome =
                new StageRunner(this).run(recipes.read(workspaceFolder()), Optional.of(last));
        return done(outcome, RunSummary.text(outcome, workspaceFolder()));
    }
}
