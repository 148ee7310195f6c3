package ai.inhouse.evaluation;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads files of one JSON object a line and reports all the bad lines at once.
final class JsonLines {
    private JsonLines() {}

    /// Makes something of one line.
    interface Reader<T> {
        /// @throws IllegalArgumentException saying what is wrong with the line
        T read(String id, JsonNode line);
    }

    /// @param reader is given an id made of the line's number; blank lines are left out
    /// @throws InhouseException if a line is bad or there is none
    static <T> List<T> read(Path file, Reader<T> reader) {
        List<String> lines = lines(file);
        Problems problems = new Problems(file);
        List<T> values = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            int number = i + 1;
            if (!lines.get(i).isBlank()) {
                line(file, lines.get(i), number, reader, problems).ifPresent(values::add);
            }
        }
        if (lines.stream().allMatch(String::isBlank)) {
            problems.add(1, "the file is empty");
        }
        problems.throwIfAny("reading JSON lines");
        return values;
    }

    private static <T> Optional<T> line(
            Path file, String line, int number, Reader<T> reader, Problems problems) {
        try {
            JsonNode node = Json.tree(line, file);
            return Optional.of(reader.read("line " + number, node));
        } catch (InhouseException e) {
            problems.add(number, "not JSON");
        } catch (IllegalArgumentException e) {
            problems.add(number, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    /// @throws IllegalArgumentException if the field is missing, not text or blank
    static String text(JsonNode line, String field) {
        JsonNode value = line.path(field);
        if (!value.isString() || value.asString().isBlank()) {
            throw new IllegalArgumentException("`%s` must be text".formatted(field));
        }
        return value.asString();
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading a file for evaluation",
                    file,
                    e,
                    "Check that the file exists and is UTF-8 text.");
        }
    }
}
