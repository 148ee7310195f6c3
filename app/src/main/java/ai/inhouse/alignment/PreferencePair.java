package ai.inhouse.alignment;

import ai.inhouse.tokens.Message;
import java.util.List;

/// Two answers to one prompt, of which people preferred one.
///
/// @param chosen what the assistant should rather say, mostly one message
/// @param source where it stands, as in `preferences.jsonl, line 12`
public record PreferencePair(
        List<Message> prompt, List<Message> chosen, List<Message> rejected, String source) {
    public PreferencePair {
        prompt = List.copyOf(prompt);
        chosen = List.copyOf(chosen);
        rejected = List.copyOf(rejected);
    }
}
