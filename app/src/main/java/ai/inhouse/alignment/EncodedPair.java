package ai.inhouse.alignment;

import ai.inhouse.tokens.Chat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A pair as tokens, each answer after its prompt; `assistant` marks the answer's ids.
///
/// @param margin as [PreferencePair#margin]
public record EncodedPair(Chat.Encoded chosen, Chat.Encoded rejected, double margin) {
    public EncodedPair(Chat.Encoded chosen, Chat.Encoded rejected) {
        this(chosen, rejected, 0);
    }

    public static EncodedPair of(PreferencePair pair, Chat chat) {
        return new EncodedPair(
                Completions.encode(chat, pair.prompt(), pair.chosen()),
                Completions.encode(chat, pair.prompt(), pair.rejected()),
                pair.margin());
    }

    /// The pairs of which both answers fit into so many tokens.
    public static List<EncodedPair> fitting(List<PreferencePair> pairs, Chat chat, int maxLength) {
        List<EncodedPair> fitting = new ArrayList<>();
        for (PreferencePair pair : pairs) {
            EncodedPair encoded = of(pair, chat);
            if (encoded.length() <= maxLength) {
                fitting.add(encoded);
            }
        }
        return fitting;
    }

    /// All chosen answers, then all rejected ones: the order of their reference's scores.
    public static List<Chat.Encoded> rows(List<EncodedPair> pairs) {
        return Stream.concat(
                        pairs.stream().map(EncodedPair::chosen),
                        pairs.stream().map(EncodedPair::rejected))
                .toList();
    }

    /// Tokens of the longer answer with its prompt.
    public int length() {
        return Math.max(chosen.ids().length, rejected.ids().length);
    }
}
