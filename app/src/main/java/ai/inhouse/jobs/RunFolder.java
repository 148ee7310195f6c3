package ai.inhouse.jobs;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.training.StepFigures;
import ai.inhouse.tuning.Conversations;
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
import java.util.stream.Stream;

/// The folder of one run: `recipe.yaml`, `stages.json`, `metrics.jsonl`, `log.txt` and checkpoints.
public final class RunFolder {
    private static final Pattern ID = Pattern.compile("\\d{4}-\\d{2}-\\d{2}-\\d{3}");

    private static final String RECIPE = "recipe.yaml";
    private static final String STAGES = "stages.json";

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
        if (!all.isEmpty() && all.getLast().holds(recipe, stages)) {
            return all.getLast();
        }
        return create(runs, nextId(all, clock), recipe, stages);
    }

    /// No kill leaves a run without its records.
    private static RunFolder create(Path runs, String id, String recipe, List<String> stages) {
        Path folder = runs.resolve(id);
        String pending = Json.pretty(stages.stream().map(StageRecord::pending).toList());
        try {
            DurableFiles.folder(
                    folder,
                    aside -> {
                        Files.writeString(aside.resolve(RECIPE), recipe);
                        Files.writeString(aside.resolve(STAGES), pending);
                    });
        } catch (IOException e) {
            throw failed(folder, e);
        }
        return new RunFolder(folder);
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

    /// An older version of the program may have had other stages for the same recipe.
    private boolean holds(String recipe, List<String> stages) {
        try {
            return Files.readString(folder.resolve(RECIPE)).equals(recipe)
                    && stages().stream().map(StageRecord::name).toList().equals(stages);
        } catch (IOException e) {
            return false;
        }
    }

    public String id() {
        return folder.getFileName().toString();
    }

    /// The recipe that it runs, and what was given on the command line.
    public String recipe() {
        try {
            return Files.readString(folder.resolve(RECIPE));
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    public Path stagesFile() {
        return folder.resolve(STAGES);
    }

    public Path metrics() {
        return folder.resolve("metrics.jsonl");
    }

    /// What its trainings have written so far, but for a line that a crash has torn.
    public List<StepFigures> figures() {
        if (!Files.exists(metrics())) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(metrics())) {
            return lines.flatMap(line -> StepFigures.read(line).stream()).toList();
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading a run's metrics", metrics(), e, "Check that it is readable.");
        }
    }

    public Path log() {
        return folder.resolve("log.txt");
    }

    public Path folder() {
        return folder;
    }

    /// Removes a stage's checkpoints, which other inputs than the present ones made.
    void forget(String stage) {
        try {
            DurableFiles.deleteTree(checkpoints(stage));
        } catch (IOException e) {
            throw failed(checkpoints(stage), e);
        }
    }

    Path checkpoints(String stage) {
        return folder.resolve("checkpoints").resolve(stage);
    }

    public List<StageRecord> stages() {
        return List.of(Json.read(stagesFile(), StageRecord[].class));
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
            DurableFiles.write(stagesFile(), Json.pretty(stages));
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    /// Logs which lines of a file could not be used, and why.
    void appendSetAside(Path file, List<Conversations.SetAside> lines) {
        for (Conversations.SetAside line : lines) {
            append("set aside %s, line %d: %s".formatted(file, line.line(), line.reason()));
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
