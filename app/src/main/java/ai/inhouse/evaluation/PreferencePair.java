package ai.inhouse.evaluation;

import ai.inhouse.tokens.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Two answers to one prompt, of which people preferred one.
public record PreferencePair(String id, List<Message> prompt, String chosen, String rejected) {
    public PreferencePair {
        prompt = List.copyOf(prompt);
    }

    /// @param file JSON lines of `prompt`, `chosen` and `rejected`; each is text or a list of
    ///   messages, of which the answers take the last
    /// @throws ai.inhouse.base.InhouseException naming every bad line
    public static List<PreferencePair> read(Path file) {
        return JsonLines.read(
                file,
                (id, line) ->
                        new PreferencePair(
                                id,
                                messages(line, "prompt"),
                                messages(line, "chosen").getLast().content(),
                                messages(line, "rejected").getLast().content()));
    }

    private static List<Message> messages(JsonNode line, String field) {
        JsonNode value = line.path(field);
        if (!value.isArray()) {
            return List.of(Message.of("user", JsonLines.text(line, field)));
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : value) {
            messages.add(
                    Message.of(
                            JsonLines.text(message, "role"), JsonLines.text(message, "content")));
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("`%s` has no message".formatted(field));
        }
        return messages;
    }
}
