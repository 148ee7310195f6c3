package ai.inhouse.alignment;

import ai.inhouse.tokens.Message;
import java.util.List;

/// Two answers to one prompt, of which people preferred one.
///
/// @param chosen what the assistant should rather say, mostly one message
/// @param margin by how much a reward model is to score the chosen answer higher at least; 0 where
///   nobody said how much better it is
/// @param source where it stands, as in `preferences.jsonl, line 12`
public record PreferencePair(
        List<Message> prompt,
        List<Message> chosen,
        List<Message> rejected,
        double margin,
        String source) {
    public PreferencePair {
        if (!(margin >= 0 && margin < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a margin of " + margin);
        }
        prompt = List.copyOf(prompt);
        chosen = List.copyOf(chosen);
        rejected = List.copyOf(rejected);
    }

    public PreferencePair(
            List<Message> prompt, List<Message> chosen, List<Message> rejected, String source) {
        this(prompt, chosen, rejected, 0, source);
    }
}
