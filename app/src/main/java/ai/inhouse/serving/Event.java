package ai.inhouse.serving;

import ai.inhouse.alignment.guard.Finding;
import ai.inhouse.inference.Generator.Drafts;
import java.util.List;

/// What happens to a choice while it is generated: its prompt is read, text comes any number of
/// times, then one end.
sealed interface Event {
    int choice();

    /// @param cachedTokens of the prompt, which needed no reading
    /// @param prompt the prompt's tokens but the first, where they were wanted
    record Read(int choice, int cachedTokens, List<TokenLogprob> prompt) implements Event {}

    /// @param tokens those that make up the text, where log-probabilities were wanted
    record Text(int choice, String text, List<TokenLogprob> tokens) implements Event {}

    /// @param place among the choice's calls
    record Called(int choice, int place, ToolCall call) implements Event {}

    /// @param finishReason as in OpenAI's API
    record Done(int choice, String finishReason, int completionTokens, Drafts drafts)
            implements Event {}

    /// findings the policies that the answer broke, or would have broken
    record Guarded(int choice, List<Finding> findings) implements Event {}

    record Failed(int choice, RuntimeException cause) implements Event {}
}
