package ai.inhouse.cli;

import ai.inhouse.jobs.RecipeRun;
import ai.inhouse.training.distributed.Processes;
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
        return run(Optional.of(last));
    }

    /// Those that share the work.
    Processes processes() {
        return new Processes.Alone();
    }

    /// @param stage the last to run; empty for all
    final int run(Optional<String> stage) {
        RecipeRun.Outcome outcome =
                new StageRunner(this, processes()).run(recipes.read(workspaceFolder()), stage);
        return done(outcome, RunSummary.text(outcome, workspaceFolder()));
    }
}
