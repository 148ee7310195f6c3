package ai.inhouse.alignment.reward;

import ai.inhouse.base.InhouseException;
import ai.inhouse.tokens.Message;
import ai.inhouse.tuning.ConversationShapes;
import ai.inhouse.tuning.Conversations.SetAside;
import ai.inhouse.tuning.Malformed;
import ai.inhouse.tuning.RecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads prompts for a model to answer while it learns: a `.txt` file with one a line, or JSONL
/// with `prompt`, a text or a list of messages, and perhaps `keys`, the JSON object that it asks
/// for, as in `{"name": "string", "year": "integer"}`.
public final class PromptReader {
    private static final String READING = "reading prompts";

    private PromptReader() {}

    /// @return distinct prompts, in the file's order
    /// @throws InhouseException if the file cannot be read or no line of it can be used
    public static List<AskedPrompt> read(Path file) {
        List<AskedPrompt> prompts = new ArrayList<>();
        if (String.valueOf(file.getFileName()).endsWith(".txt")) {
            prompts.addAll(lines(file));
        } else {
            List<SetAside> unusable =
                    RecordFile.read(file, Map.of(), (record, source) -> prompts.add(of(record)));
            if (prompts.isEmpty()) {
                throw RecordFile.nothingUsable(
                        READING, file, unusable, "Give JSONL with a prompt on each line.");
            }
        }
        return prompts.stream().distinct().toList();
    }

    private static List<AskedPrompt> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .map(line -> new AskedPrompt(List.of(Message.of("user", line)), Map.of()))
                    .toList();
        } catch (IOException e) {
            throw InhouseException.badInput(
                    READING, file, e, "Give a UTF-8 text file with one prompt a line.");
        }
    }

    private static AskedPrompt of(JsonNode record) throws Malformed {
        List<Message> messages =
                ConversationShapes.messageList(record.path("prompt"), "prompt", "user");
        if (messages.isEmpty()) {
            throw new Malformed("has no prompt");
        }
        Map<String, JsonKind> keys = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> key : record.path("keys").properties()) {
            String kind = key.getValue().asString("");
            keys.put(
                    key.getKey(),
                    JsonKind.named(kind)
                            .orElseThrow(
                                    () ->
                                            new Malformed(
                                                    "has the unknown kind '%s'".formatted(kind))));
        }
        return new AskedPrompt(messages, keys);
    }
}
