package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.store.Workspace;
import ai.inhouse.training.distributed.Processes;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs a recipe in a workspace: what `inhouse run`, each stage's verb and the quickstart do.
public final class RecipeRun {
    private final Workspace workspace;
    private final Progress progress;
    private final Consumer<String> says;
    private final Clock clock;
    private final Processes processes;

    /// In this process alone.
    ///
    /// @param says hears one line as each stage ends
    public RecipeRun(Workspace workspace, Progress progress, Consumer<String> says, Clock clock) {
        this(workspace, progress, says, clock, new Processes.Alone());
    }

    /// @param processes that share the pretraining
    public RecipeRun(
            Workspace workspace,
            Progress progress,
            Consumer<String> says,
            Clock clock,
            Processes processes) {
        this.workspace = workspace;
        this.progress = progress;
        this.says = says;
        this.clock = clock;
        this.processes = processes;
    }

    /// What a run came to.
    ///
    /// @param run its id
    /// @param stages as `stages.json` holds them
    public record Outcome(String run, List<StageRecord> stages) {
        /// One output of a stage, if that stage was not left out.
        public Optional<String> output(String stage, String key) {
            return stages.stream()
                    .filter(s -> s.name().equals(stage))
                    .map(StageRecord::outputs)
                    .map((Map<String, Object> outputs) -> outputs.get(key))
                    .flatMap(value -> Optional.ofNullable(value).stream())
                    .map(Object::toString)
                    .findFirst();
        }
    }

    /// Runs all stages, or all up to and including one.
    ///
    /// @param last as `stages.json` names it; empty for all
    /// @throws InhouseException if a file cannot be used, a gate fails, or a stage's work does
    public Outcome run(Recipe recipe, Optional<String> last) {
        try (var _ = workspace.lock("running the recipe")) {
            DataCheck.check(recipe);
            List<Stage> stages = Stages.of(recipe);
            last.ifPresent(name -> require(stages, name, recipe));
            Pipeline pipeline = new Pipeline(stages, workspace, progress, says, clock, processes);
            RunFolder run = pipeline.run(recipe, last.orElse(stages.getLast().name()));
            return new Outcome(run.id(), run.stages());
        }
    }

    private static void require(List<Stage> stages, String name, Recipe recipe) {
        if (stages.stream().noneMatch(stage -> stage.name().equals(name))) {
            throw InhouseException.badInput(
                    "running the recipe up to " + name,
                    recipe.file(),
                    "it has no such stage: a base model brings its own tokenizer",
                    "Run a stage that it has: "
                            + String.join(", ", stages.stream().map(Stage::name).toList()));
        }
    }
}
