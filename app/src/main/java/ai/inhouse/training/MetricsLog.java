package ai.inhouse.training;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// `metrics.jsonl`: one JSON object a step, flushed at once so that a page can follow it. After a
/// resume there is still one row a step: those that will be written again are removed first. Stages
/// of a run write one after the other into the same file; each row says whose it is.
final class MetricsLog implements AutoCloseable {
    private final Path file;
    private final String stage;
    private final Optional<EventFile> events;
    private BufferedWriter writer;

    private MetricsLog(Path file, String stage, BufferedWriter writer, Optional<EventFile> events) {
        this.file = file;
        this.stage = stage;
        this.writer = writer;
        this.events = events;
    }

    /// @param before the stage's rows of this step and later ones are dropped
    static MetricsLog open(RunFolder folder, long before) {
        Path file = folder.metrics();
        String stage = folder.stage();
        try {
            BufferedWriter writer = writer(file, stage, before);
            return new MetricsLog(file, stage, writer, events(folder, before));
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static Optional<EventFile> events(RunFolder folder, long before) {
        if (!folder.tensorboard()) {
            return Optional.empty();
        }
        EventFile events = EventFile.create(folder.events(), now());
        events.restart(now(), before);
        return Optional.of(events);
    }

    private static double now() {
        return System.currentTimeMillis() / 1e3;
    }

    /// Drops the stage's rows of a step and later ones.
    void rewind(long before) {
        try {
            writer.close();
            writer = writer(file, stage, before);
            events.ifPresent(to -> to.restart(now(), before));
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static BufferedWriter writer(Path file, String stage, long before) throws IOException {
        StringBuilder kept = new StringBuilder();
        for (String row : Files.exists(file) ? kept(file, stage, before) : List.<String>of()) {
            kept.append(row).append('\n');
        }
        DurableFiles.write(file, kept.toString());
        return Files.newBufferedWriter(file, StandardOpenOption.APPEND);
    }

    void append(Map<String, Object> row) {
        try {
            Map<String, Object> named = new LinkedHashMap<>();
            named.put("stage", stage);
            named.putAll(row);
            writer.write(Json.write(named));
            writer.newLine();
            writer.flush();
            events.ifPresent(to -> add(to, StepFigures.of(stage, row)));
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static void add(EventFile events, StepFigures row) {
        events.scalars(now(), row.step(), row.values());
    }

    @Override
    public void close() {
        try {
            events.ifPresent(EventFile::close);
            writer.close();
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /// A crash may have torn the last line, which then goes too.
    private static List<String> kept(Path file, String stage, long before) throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            try {
                JsonNode row = Json.mapper().readTree(line);
                boolean own = row.path("stage").asString().equals(stage);
                if (!own || row.path("step").asLong(before) < before) {
                    rows.add(line);
                }
            } catch (JacksonException e) {
                return rows;
            }
        }
        return rows;
    }

    private static InhouseException failure(Path file, IOException cause) {
        return InhouseException.internal(
                "writing metrics", file, cause, "Make room on the disk and run it again.");
    }
}
