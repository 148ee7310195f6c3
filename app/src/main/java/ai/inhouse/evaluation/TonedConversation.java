package ai.inhouse.evaluation;

import ai.inhouse.tokens.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A conversation whose assistant speaks in a known tone.
public record TonedConversation(String tone, List<Message> messages) {
    public TonedConversation {
        messages = List.copyOf(messages);
        if (text(messages, "user").isEmpty() || text(messages, "assistant").isEmpty()) {
            throw new IllegalArgumentException("a conversation needs a user and an assistant");
        }
    }

    /// @param file JSON lines of `messages` and `tone`
    /// @throws ai.inhouse.base.InhouseException naming every bad line
    public static List<TonedConversation> read(Path file) {
        return JsonLines.read(file, (id, line) -> conversation(line));
    }

    private static TonedConversation conversation(JsonNode line) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : line.path("messages")) {
            messages.add(
                    Message.of(
                            JsonLines.text(message, "role"), JsonLines.text(message, "content")));
        }
        return new TonedConversation(JsonLines.text(line, "tone"), messages);
    }

    /// What the user asked first.
    public String prompt() {
        return first("user").orElseThrow();
    }

    /// The instruction that asks for the tone, if there is one.
    public Optional<String> system() {
        return first("system");
    }

    /// All that the assistant said.
    public String answer() {
        return text(messages, "assistant");
    }

    private Optional<String> first(String role) {
        return messages.stream()
                .filter(message -> message.role().equals(role))
                .map(Message::content)
                .findFirst();
    }

    private static String text(List<Message> messages, String role) {
        return messages.stream()
                .filter(message -> message.role().equals(role))
                .map(Message::content)
                .collect(Collectors.joining("\n"));
    }
}
