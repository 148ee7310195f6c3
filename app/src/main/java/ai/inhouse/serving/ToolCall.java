package ai.inhouse.serving;

import java.util.UUID;

/// A function that the model calls.
///
/// @param arguments a JSON object as text
record ToolCall(String id, String name, String arguments) {
    static ToolCall of(String name, String arguments) {
        return new ToolCall(
                "call_" + UUID.randomUUID().toString().replace("-", ""), name, arguments);
    }
}
