package ai.inhouse.cli;

import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RecipeRun;
import ai.inhouse.store.Workspace;
import ai.inhouse.training.distributed.Processes;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs a recipe on behalf of a command: progress on stderr, one line a stage.
record StageRunner(Subcommand command, Processes processes) {
    StageRunner(Subcommand command) {
        this(command, new Processes.Alone());
    }

    RecipeRun.Outcome run(Recipe recipe, Optional<String> last) {
        try (Workspace workspace = Workspace.create(command.workspaceFolder());
                var _ = new Farewell(command::note)) {
            return new RecipeRun(
                            workspace,
                            command.progress(),
                            command::note,
                            Clock.systemUTC(),
                            processes)
                    .run(recipe, last);
        }
    }

    /// Says how to go on when the process is told to stop, as by Ctrl-C. There is nothing to save:
    /// what is durable may be stopped at any moment.
    private static final class Farewell implements AutoCloseable {
        private final Thread hook;

        Farewell(Consumer<String> says) {
            hook =
                    Thread.ofPlatform()
                            .unstarted(
                                    () ->
                                            says.accept(
                                                    "\nStopped. Run the same command again: it goes"
                                                            + " on from the last durable step."));
            Runtime.getRuntime().addShutdownHook(hook);
        }

        @Override
        public void close() {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                return; // it is being said
            }
        }
    }
}
