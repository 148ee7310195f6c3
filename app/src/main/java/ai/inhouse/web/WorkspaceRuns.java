package ai.inhouse.web;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.jobs.StageState;
import ai.inhouse.web.StudioData.Run;
import ai.inhouse.web.StudioData.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/// The runs of a workspace, read from `runs/<id>/` with `stages.json`, `metrics.jsonl` and
/// `log.txt`.
public final class WorkspaceRuns {
    private static final String STAGES = "stages.json";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private final Path folder;

    /// @param workspace its root; the folder `runs` need not exist yet
    public WorkspaceRuns(Path workspace) {
        this.folder = workspace.resolve("runs");
    }

    /// Newest first: ids sort by day and number.
    public List<Run> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> runs = Files.list(folder)) {
            return runs.filter(run -> Files.exists(run.resolve(STAGES)))
                    .sorted(Comparator.reverseOrder())
                    .map(this::read)
                    .toList();
        } catch (IOException e) {
            throw InhouseException.internal(
                    "listing runs", folder, e, "Check the folder's permissions.");
        }
    }

    /// @param id a name from a URL: anything but the plain name of a run's folder finds nothing
    public Optional<Run> find(String id) {
        return ID.matcher(id).matches() && Files.exists(folder.resolve(id).resolve(STAGES))
                ? Optional.of(read(folder.resolve(id)))
                : Optional.empty();
    }

    private Run read(Path run) {
        List<Stage> stages = stages(run.resolve(STAGES));
        Path metrics = run.resolve("metrics.jsonl");
        Path log = run.resolve("log.txt");
        Instant lastSign =
                Stream.of(run.resolve(STAGES), metrics, log)
                        .map(WorkspaceRuns::changed)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        return new Run(run.getFileName().toString(), stages, metrics, log, lastSign);
    }

    /// A file that cannot be read is shown as a failed stage, so that it hides no other run.
    private static List<Stage> stages(Path file) {
        List<Stage> stages = new ArrayList<>();
        try {
            for (JsonNode node : Json.tree(file)) {
                stages.add(stage(node));
            }
            return stages;
        } catch (InhouseException | IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            return List.of(
                    new Stage(
                            STAGES,
                            StageState.FAILED,
                            Optional.empty(),
                            Optional.empty(),
                            reason,
                            Map.of()));
        }
    }

    private static Stage stage(JsonNode node) {
        return new Stage(
                node.path("name").asString(""),
                StageState.valueOf(node.path("state").asString("").toUpperCase(Locale.ROOT)),
                text(node, "started_at"),
                text(node, "finished_at"),
                text(node, "message").orElse(""),
                node.path("outputs").isObject()
                        ? Json.mapper().convertValue(node.path("outputs"), MAP)
                        : Map.of());
    }

    private static Optional<String> text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    private static Instant changed(Path file) {
        try {
            return Files.exists(file) ? Files.getLastModifiedTime(file).toInstant() : Instant.EPOCH;
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }
}
