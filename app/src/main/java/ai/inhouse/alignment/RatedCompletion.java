package ai.inhouse.alignment;

import ai.inhouse.tokens.Message;
import java.util.List;

/// One answer to a prompt, and whether people found it good.
public record RatedCompletion(
        List<Message> prompt, List<Message> completion, boolean good, String source) {
    public RatedCompletion {
        prompt = List.copyOf(prompt);
        completion = List.copyOf(completion);
    }
}
