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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// `metrics.jsonl`: one JSON object a step, flushed at once so that a page can follow it. After a
/// resume there is still one row a step: those that will be written again are removed first. Stages
/// of a run write one after the other into the same file; each row says whose it is.
final class MetricsLog implements AutoCloseable {
    private final Path file;
    private final String stage;
    private BufferedWriter writer;

    private MetricsLog(Path file, String stage, BufferedWriter writer) {
        this.file = file;
        this.stage = stage;
        this.writer = writer;
    }

    /// @param before the stage's rows of this step and later ones are dropped
    static MetricsLog open(RunFolder folder, long before) {
        Path file = folder.metrics();
        String stage = folder.stage();
        try {
            return new MetricsLog(file, stage, writer(file, stage, before));
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /// Drops the stage's rows of a step and later ones.
    void rewind(long before) {
        try {
            writer.close();
            writer = writer(file, stage, before);
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
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    @Override
    public void close() {
        try {
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
