package ai.inhouse.tokens;

import java.util.List;
import java.util.Map;

/// One message of a conversation.
///
/// @param role `system`, `user`, `assistant` or `tool`
/// @param content its text; empty where there are only tool calls
/// @param toolCalls as in OpenAI's API: maps with `id`, `type`, and `function` of `name` and
///   `arguments`; empty for most
public record Message(String role, String content, List<Map<String, Object>> toolCalls) {
    public Message {
        toolCalls = List.copyOf(toolCalls);
    }

    public static Message of(String role, String content) {
        return new Message(role, content, List.of());
    }
}
