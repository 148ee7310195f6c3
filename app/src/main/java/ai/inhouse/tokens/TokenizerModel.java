package ai.inhouse.tokens;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A byte-level BPE tokenizer as data: what a `tokenizer.json` and its `tokenizer_config.json` say.
/// Comes from training, or from a GGUF file's metadata, which holds the same lists.
///
/// @param tokens by id; in the byte-level alphabet, except for special and added ones
/// @param merges each two tokens with a space between, the earliest first
/// @param specials by id: control tokens, which no ordinary text may become
/// @param added by id: tokens that are found in text before merges apply, without being special
/// @param beginOfText the special put before each text, where the model was trained with one
/// @param endOfText the special that ends a text
/// @param padding the special that fills up rows
/// @param chatTemplate Jinja; empty for a model that cannot chat
public record TokenizerModel(
        List<String> tokens,
        List<String> merges,
        Splitting splitting,
        Map<Integer, String> specials,
        Map<Integer, String> added,
        Optional<String> beginOfText,
        String endOfText,
        String padding,
        String chatTemplate) {
    public TokenizerModel {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
        specials = Map.copyOf(specials);
        added = Map.copyOf(added);
    }
}
