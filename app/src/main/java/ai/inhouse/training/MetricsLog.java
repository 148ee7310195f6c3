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
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/// `metrics.jsonl`: one JSON object a step, flushed at once so that a page can follow it. After a
/// resume there is still one row a step: those that will be written again are removed first.
final class MetricsLog implements AutoCloseable {
    private final Path file;
    private final BufferedWriter writer;

    private MetricsLog(Path file, BufferedWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    /// @param before rows of this step and later ones are dropped
    static MetricsLog open(Path file, long before) {
        try {
            StringBuilder kept = new StringBuilder();
            for (String row : Files.exists(file) ? rowsBefore(file, before) : List.<String>of()) {
                kept.append(row).append('\n');
            }
            DurableFiles.write(file, kept.toString());
            return new MetricsLog(file, Files.newBufferedWriter(file, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    void append(Map<String, Object> row) {
        try {
            writer.write(Json.write(row));
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

    /// A crash may have torn the last line: it ends the rows that count.
    private static List<String> rowsBefore(Path file, long before) throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            try {
                if (Json.mapper().readTree(line).path("step").asLong(before) >= before) {
                    return rows;
                }
            } catch (JacksonException e) {
                return rows;
            }
            rows.add(line);
        }
        return rows;
    }

    private static InhouseException failure(Path file, IOException cause) {
        return InhouseException.internal(
                "writing metrics", file, cause, "Make room on the disk and run it again.");
    }
}
