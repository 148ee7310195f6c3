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

/// Reads files of conversations: JSONL or a JSON array in any of the shapes of
/// [ConversationShapes], or CSV with columns for question and answer. A line that cannot be used is
/// set aside with its reason.
public final class ConversationReader {
    private static final Map<String, String> COLUMNS =
            Map.of(
                    "q", "question",
                    "prompt", "question",
                    "instruction", "question",
                    "a", "answer",
                    "completion", "answer",
                    "response", "answer",
                    "output", "answer");

    private final List<Conversation> conversations = new ArrayList<>();
    private final List<Conversations.SetAside> setAside = new ArrayList<>();
    private final Path file;

    private ConversationReader(Path file) {
        this.file = file;
    }

    /// @throws InhouseException if the file cannot be read, or no line of it can be used
    public static Conversations read(Path file) {
        ConversationReader reader = new ConversationReader(file);
        reader.readAll();
        if (reader.conversations.isEmpty()) {
            String why =
                    reader.setAside.isEmpty()
                            ? "it is empty"
                            : "no line can be used: line %d %s"
                                    .formatted(
                                            reader.setAside.getFirst().line(),
                                            reader.setAside.getFirst().reason());
            throw InhouseException.badInput(
                    "reading conversations",
                    file,
                    why,
                    "Give JSONL with messages, prompt and completion, instruction and output, or"
                            + " CSV with the columns question and answer.");
        }
        return new Conversations(reader.conversations, reader.setAside);
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
                    "reading conversations", file, e, "Check that the file exists.");
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
        conversations.add(
                ConversationShapes.read(node, "%s, line %d".formatted(file.getFileName(), line)));
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
                        .map(cell -> COLUMNS.getOrDefault(cell, cell))
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
                    "reading conversations", file, e.reason(), "Save the file as UTF-8.");
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
