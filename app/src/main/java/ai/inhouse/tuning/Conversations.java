package ai.inhouse.tuning;

import java.util.List;

/// What a file of conversations gave.
///
/// @param setAside lines that could not be used
public record Conversations(List<Conversation> conversations, List<SetAside> setAside) {
    public Conversations {
        conversations = List.copyOf(conversations);
        setAside = List.copyOf(setAside);
    }

    /// @param line counts from 1
    /// @param reason in plain words
    public record SetAside(int line, String reason) {}
}
