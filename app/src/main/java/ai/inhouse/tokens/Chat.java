package ai.inhouse.tokens;

import java.util.List;
import java.util.Map;

/// A model's chat format: its template, rendered and encoded.
public interface Chat {
    /// The text that the template makes.
    ///
    /// @param tools function descriptions as in OpenAI's API; empty for none
    /// @param addGenerationPrompt whether to end with the opening of an assistant's turn
    String render(
            List<Message> messages, List<Map<String, Object>> tools, boolean addGenerationPrompt);

    /// Ids of a prompt that ends where the assistant's answer begins.
    int[] encodePrompt(List<Message> messages, List<Map<String, Object>> tools);

    /// Ids of a whole conversation, and which of them the assistant wrote.
    Encoded encode(List<Message> messages, List<Map<String, Object>> tools);

    /// Ids that end an assistant's turn.
    List<Integer> stopIds();

    /// The template's own text, for `tokenizer_config.json`.
    String template();

    /// @param ids the conversation, specials included
    /// @param assistant true at ids that the assistant must learn to write: its words, tool calls
    ///   and the end of its turn
    record Encoded(int[] ids, boolean[] assistant) {}
}
