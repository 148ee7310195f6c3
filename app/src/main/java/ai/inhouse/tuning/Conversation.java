package ai.inhouse.tuning;

import ai.inhouse.tokens.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was said between a user and the assistant, to learn the assistant's part from.
///
/// @param tools function descriptions as in OpenAI's API; empty for most
/// @param tone as in `formal`, where it is known
/// @param source where it stands, as in `chats.jsonl, line 12` or `leave.md, section Overtime`
public record Conversation(
        List<Message> messages,
        List<Map<String, Object>> tools,
        Optional<String> tone,
        String source) {
    public Conversation {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /// One question and its answer.
    public static Conversation of(String question, String answer, String source) {
        return new Conversation(
                List.of(Message.of("user", question), Message.of("assistant", answer)),
                List.of(),
                Optional.empty(),
                source);
    }
}
