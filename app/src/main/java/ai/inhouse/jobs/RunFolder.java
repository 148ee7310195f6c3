package ai.inhouse.jobs;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;

/// The folder of one run: `recipe.yaml`, `stages.json`, `metrics.jsonl`, `log.txt` and checkpoints.
public final class RunFolder {
    private static final Pattern ID = Pattern.compile("\\d{4}-\\d{2}-\\d{2}-\\d{3}");

    private final Path folder;

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    /// All runs of a workspace, oldest first.
    public static List<RunFolder> all(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (var folders = Files.list(runs)) {
            return folders.filter(f -> ID.matcher(f.getFileName().toString()).matches())
                    .sorted()
                    .map(RunFolder::new)
                    .toList();
        } catch (IOException e) {
            throw failed(runs, e);
        }
    }

    /// The newest run if it holds this recipe, to go on with or to see what is unchanged; else a
    /// new one.
    static RunFolder openOrCreate(Path runs, String recipe, List<String> stages, Clock clock) {
        List<RunFolder> all = all(runs);
        if (!all.isEmpty() && all.getLast().holds(recipe)) {
            return all.getLast();
        }
        return create(runs, nextId(all, clock), recipe, stages);
    }

    private static RunFolder create(Path runs, String id, String recipe, List<String> stages) {
        Path folder = runs.resolve(id);
        RunFolder run = new RunFolder(folder);
        try {
            Files.createDirectories(folder);
            DurableFiles.write(folder.resolve("recipe.yaml"), recipe);
        } catch (IOException e) {
            throw failed(folder, e);
        }
        run.writeStages(stages.stream().map(StageRecord::pending).toList());
        return run;
    }

    private static String nextId(List<RunFolder> all, Clock clock) {
        String day = LocalDate.now(clock).toString();
        int number =
                all.stream()
                        .map(RunFolder::id)
                        .filter(id -> id.startsWith(day))
                        .mapToInt(id -> Integer.parseInt(id.substring(day.length() + 1)))
                        .max()
                        .orElse(0);
        return "%s-%03d".formatted(day, number + 1);
    }

    private boolean holds(String recipe) {
        try {
            return Files.readString(folder.resolve("recipe.yaml")).equals(recipe);
        } catch (IOException e) {
            return false;
        }
    }

    public String id() {
        return folder.getFileName().toString();
    }

    public Path metrics() {
        return folder.resolve("metrics.jsonl");
    }

    public Path log() {
        return folder.resolve("log.txt");
    }

    public Path folder() {
        return folder;
    }

    Path checkpoints(String stage) {
        return folder.resolve("checkpoints").resolve(stage);
    }

    public List<StageRecord> stages() {
        Path file = folder.resolve("stages.json");
        try {
            return Json.mapper().readValue(Files.readString(file), new TypeReference<>() {});
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    public Optional<StageRecord> stage(String name) {
        return stages().stream().filter(s -> s.name().equals(name)).findFirst();
    }

    void update(StageRecord record) {
        List<StageRecord> stages = new ArrayList<>(stages());
        stages.replaceAll(s -> s.name().equals(record.name()) ? record : s);
        writeStages(stages);
    }

    private void writeStages(List<StageRecord> stages) {
        try {
            DurableFiles.write(folder.resolve("stages.json"), Json.pretty(stages));
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    void append(String line) {
        try {
            Files.writeString(
                    log(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw failed(log(), e);
        }
    }

    private static InhouseException failed(Path where, IOException e) {
        return InhouseException.internal(
                "keeping a run's records",
                where,
                e,
                "Check that the disk has room and the workspace is writable, then run the same command again.");
    }
}
