package ai.inhouse.jobs;

import ai.inhouse.base.Progress;
import ai.inhouse.store.Workspace;
import ai.inhouse.training.distributed.Processes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a stage works with.
///
/// @param run where this run's metrics, log and checkpoints go
/// @param processes that share what can be shared
/// @param results outputs of the stages before it, by stage name; what was left out is absent
record StageContext(
        Recipe recipe,
        Workspace workspace,
        RunFolder run,
        Progress progress,
        Clock clock,
        Processes processes,
        Map<String, Map<String, Object>> results) {

    /// A model that a stage made, by its name and the hash of its weights.
    record Made(String stage, String model, String weights) {}

    ModelShelf models() {
        return new ModelShelf(workspace, clock);
    }

    AdapterShelf adapters() {
        return new AdapterShelf(workspace, models());
    }

    /// One output of an earlier stage, if that stage was not left out.
    Optional<String> output(String stage, String key) {
        return Optional.ofNullable(results.get(stage)).map(r -> r.get(key)).map(Object::toString);
    }

    /// One output of an earlier stage that always runs.
    ///
    /// @throws IllegalStateException if it was not run
    String required(String stage, String key) {
        return output(stage, key)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "stage %s has no output %s".formatted(stage, key)));
    }

    Optional<Made> model(String stage) {
        return output(stage, "weights")
                .map(weights -> new Made(stage, required(stage, "model"), weights));
    }

    /// The model of the latest of these stages that was not left out.
    ///
    /// @param stages latest first
    Optional<Made> latest(String... stages) {
        return Stream.of(stages).flatMap(stage -> model(stage).stream()).findFirst();
    }

    /// Whether the model that a stage made still has the weights that it was made with.
    ///
    /// @param outputs of that stage
    boolean holds(Map<String, Object> outputs) {
        return models().holds(
                        String.valueOf(outputs.get("model")),
                        String.valueOf(outputs.get("weights")));
    }

    /// A file of the workspace as outputs name it: so that the workspace can be moved.
    String named(Path file) {
        return workspace.folder().relativize(file).toString();
    }

    /// The file that an output names.
    Path file(Object named) {
        return workspace.folder().resolve(named.toString());
    }

    /// How many threads of this process train, where several share the work.
    int threads() {
        return processes.threads(workers());
    }

    /// How many threads train on this machine.
    int workers() {
        return recipe.workers() > 0 ? recipe.workers() : Runtime.getRuntime().availableProcessors();
    }
}
