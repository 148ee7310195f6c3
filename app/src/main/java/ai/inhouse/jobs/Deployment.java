package ai.inhouse.jobs;

import ai.inhouse.base.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Which model a workspace answers with: `deployment.json`.
///
/// @param run that made it and passed its gates
/// @param at when, ISO 8601
public record Deployment(String model, String run, String at) {
    static Path file(Path workspace) {
        return workspace.resolve("deployment.json");
    }

    public static Optional<Deployment> read(Path workspace) {
        Path file = file(workspace);
        return Files.exists(file)
                ? Optional.of(Json.read(file, Deployment.class))
                : Optional.empty();
    }
}
