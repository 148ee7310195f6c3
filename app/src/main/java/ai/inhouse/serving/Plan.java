package ai.inhouse.serving;

import ai.inhouse.inference.Batch.LogprobsWanted;
import ai.inhouse.inference.grammar.TextFormat;
import ai.inhouse.tokens.Message;
import java.util.List;
import java.util.Optional;

/// What is generated for one request.
///
/// @param prompts each is answered as often as the options say
/// @param maxTokens of each answer
/// @param format that the text must have, if any
record Plan(
        Options options,
        List<int[]> prompts,
        int maxTokens,
        List<Integer> stopIds,
        LogprobsWanted logprobs,
        Optional<TextFormat> format,
        Calls calls,
        Watch watch) {

    /// What the company's policies must know of an answer.
    ///
    /// @param asked what is answered; may be empty
    record Watch(List<Message> asked, boolean sourced) {
        static final Watch WORDS = new Watch(List.of(), false);
    }

    /// @param sought whether calls of tools are looked for
    /// @param forced whether the text begins inside one
    /// @param one whether there may be only one
    record Calls(boolean sought, boolean forced, boolean one) {
        static final Calls NONE = new Calls(false, false, false);
    }
}
