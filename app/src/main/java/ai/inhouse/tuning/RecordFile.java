package ai.inhouse.tuning;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A file of records, each a JSON object: JSONL, a JSON array, or CSV whose columns are the keys. A
/// record that cannot be used is set aside with its reason.
public final class RecordFile {
    private final List<Conversations.SetAside> setAside = new ArrayList<>();
    private final Path file;
    private final Map<String, String> columns;
    private final Each each;

    private RecordFile(Path file, Map<String, String> columns, Each each) {
        this.file = file;
        this.columns = columns;
        this.each = each;
    }

    /// What is done with each record.
    public interface Each {
        /// @param source file and line, for people
        void take(JsonNode record, String source) throws Malformed;
    }

    /// @param columns keys by the other names that CSV columns go by
    /// @return what was set aside
    /// @throws InhouseException if the file cannot be read
    public static List<Conversations.SetAside> read(
            Path file, Map<String, String> columns, Each each) {
        RecordFile records = new RecordFile(file, columns, each);
        records.readAll();
        return records.setAside;
    }

    /// The error for a file of which nothing can be used.
    public static InhouseException nothingUsable(
            String what, Path file, List<Conversations.SetAside> setAside, String next) {
        String why =
                setAside.isEmpty()
                        ? "it is empty"
                        : "no line can be used: line %d %s"
                                .formatted(
                                        setAside.getFirst().line(), setAside.getFirst().reason());
        return InhouseException.badInput(what, file, why, next);
    }

    private void readAll() {
        byte[] bytes = bytes();
        if (String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).matches(".*\\.(csv|tsv)")) {
            readCsv(text(bytes));
        } else if (firstByte(bytes) == '[') {
            readArray(text(bytes));
        } else {
            readLines(bytes);
        }
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading records", file, e, "Check that the file exists.");
        }
    }

    private static int firstByte(byte[] bytes) {
        for (byte b : bytes) {
            if (!Character.isWhitespace(b)) {
                return b;
            }
        }
        return -1;
    }

    /// Line by line, so that one line in another encoding costs only itself.
    private void readLines(byte[] bytes) {
        int line = 1;
        ByteArrayOutputStream current = new ByteArrayOutputStream();
        for (int i = 0; i <= bytes.length; i++) {
            if (i < bytes.length && bytes[i] != '\n') {
                current.write(bytes[i]);
                continue;
            }
            int number = line++;
            add(number, () -> strictText(current.toByteArray()));
            current.reset();
        }
    }

    private interface LineText {
        String get() throws Malformed;
    }

    private void add(int line, LineText text) {
        try {
            String json = text.get().strip();
            if (!json.isEmpty()) {
                add(line, tree(json));
            }
        } catch (Malformed e) {
            setAside.add(new Conversations.SetAside(line, e.reason()));
        }
    }

    private void add(int line, JsonNode node) throws Malformed {
        each.take(node, "%s, line %d".formatted(file.getFileName(), line));
    }

    private static JsonNode tree(String json) throws Malformed {
        try {
            return Json.tree(json, "line");
        } catch (InhouseException e) {
            throw new Malformed("is not JSON");
        }
    }

    private void readArray(String text) {
        int number = 0;
        for (JsonNode node : Json.tree(text, file)) {
            number++;
            try {
                add(number, node);
            } catch (Malformed e) {
                setAside.add(new Conversations.SetAside(number, e.reason()));
            }
        }
    }

    private void readCsv(String text) {
        List<CsvRows.Row> rows = CsvRows.parse(text);
        if (rows.isEmpty()) {
            return;
        }
        List<String> header =
                rows.getFirst().cells().stream()
                        .map(cell -> cell.toLowerCase(Locale.ROOT))
                        .map(cell -> columns.getOrDefault(cell, cell))
                        .toList();
        for (CsvRows.Row row : rows.subList(1, rows.size())) {
            ObjectNode node = Json.mapper().createObjectNode();
            for (int i = 0; i < Math.min(header.size(), row.cells().size()); i++) {
                node.put(header.get(i), row.cells().get(i));
            }
            try {
                add(row.line(), node);
            } catch (Malformed e) {
                setAside.add(new Conversations.SetAside(row.line(), e.reason()));
            }
        }
    }

    private String text(byte[] bytes) {
        try {
            return strictText(bytes);
        } catch (Malformed e) {
            throw InhouseException.badInput(
                    "reading records", file, e.reason(), "Save the file as UTF-8.");
        }
    }

    /// UTF-8, with or without a byte order mark.
    private static String strictText(byte[] bytes) throws Malformed {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Malformed("is not UTF-8 text");
        }
    }
}
