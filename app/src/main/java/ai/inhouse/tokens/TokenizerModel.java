package ai.inhouse.tokens;

import java.util.List;
import java.util.Map;

/// What training a byte-level BPE tokenizer gives.
///
/// @param tokens by id; in the byte-level alphabet, except for special ones
/// @param merges each two tokens with a space between, the earliest first
/// @param specials by id: control tokens, which no ordinary text may become
public record TokenizerModel(
        List<String> tokens, List<String> merges, Map<Integer, String> specials) {
    public TokenizerModel {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
        specials = Map.copyOf(specials);
    }
}
