package ai.inhouse.jobs;

import ai.inhouse.base.Json;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Which model a workspace answers with: `deployment.json`.
///
/// @param run that made it and passed its gates
/// @param at when, ISO 8601
/// @param tones that it was taught
public record Deployment(
        String model, String run, String at, @JsonSetter(nulls = Nulls.AS_EMPTY) List<Tone> tones) {
    public Deployment {
        tones = List.copyOf(tones);
    }

    /// A way of speaking.
    ///
    /// @param name the word by which it is asked for, as in `formal`
    /// @param systemPrompt the system message that asks for it, as in the conversations it was
    ///   taught with
    public record Tone(String name, String systemPrompt) {}

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
