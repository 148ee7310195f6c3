package ai.inhouse.alignment.reward;

import ai.inhouse.tokens.Message;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a model is asked while it learns from rewards.
///
/// @param messages the last one is what is asked
/// @param keys of the JSON object that it asks for, if it asks for one
public record AskedPrompt(List<Message> messages, Map<String, JsonKind> keys) {
    public AskedPrompt {
        messages = List.copyOf(messages);
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    /// All that it says, for a value that must come from there.
    String text() {
        return String.join("\n", messages.stream().map(Message::content).toList());
    }

    /// What the user said last.
    String question() {
        return messages.isEmpty() ? "" : messages.getLast().content();
    }
}
