package ai.inhouse.jobs;

import ai.inhouse.base.Progress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What a stage works with.
///
/// @param workspace the workspace's folder
/// @param run where this run's metrics, log and checkpoints go
/// @param results outputs of the stages before it, by stage name; what was left out is absent
record StageContext(
        Recipe recipe,
        Path workspace,
        RunFolder run,
        Progress progress,
        Map<String, Map<String, Object>> results) {

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
}
