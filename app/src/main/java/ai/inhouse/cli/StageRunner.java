package ai.inhouse.cli;

import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RecipeRun;
import ai.inhouse.store.Workspace;
import java.time.Clock;
import java.util.Optional;

/// Runs a recipe on behalf of a command: progress on stderr, one line a stage.
record StageRunner(Subcommand command) {
    RecipeRun.Outcome run(Recipe recipe, Optional<String> last) {
        try (Workspace workspace = Workspace.create(command.workspaceFolder())) {
            return new RecipeRun(workspace, command.progress(), command::note, Clock.systemUTC())
                    .run(recipe, last);
        }
    }
}
