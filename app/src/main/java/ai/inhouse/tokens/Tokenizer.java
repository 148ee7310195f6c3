package ai.inhouse.tokens;

import java.util.Map;
import java.util.Optional;

/// Text to token ids and back. Thread-safe.
public interface Tokenizer extends AutoCloseable {
    /// Ids of the text alone: nothing is added before or after. Special tokens written in the text,
    /// such as `<|im_end|>`, become ordinary text, so that no document can end a turn.
    int[] encode(String text);

    /// As [#encode], but special tokens written in the text become their ids: for text that a chat
    /// template rendered.
    int[] encodeWithSpecials(String text);

    /// @param ids may end inside a UTF-8 sequence: what is incomplete becomes U+FFFD
    String decode(int[] ids, boolean skipSpecials);

    /// The bytes of one token, for streaming and byte counts. Special tokens give their own text.
    byte[] bytes(int id);

    int vocabularySize();

    /// Control tokens by their text.
    Map<String, Integer> specials();

    /// The id of a special token by its text.
    default Optional<Integer> specialId(String token) {
        return Optional.ofNullable(specials().get(token));
    }

    /// Put before each document, where the model was trained with one.
    Optional<Integer> beginOfText();

    /// Ends a document in pretraining, and a turn where the chat template has no other end.
    int endOfText();

    /// Stands before the first token of a text: what begins one, else what ended the one before.
    default int beforeText() {
        return beginOfText().orElse(endOfText());
    }

    /// A text's ids after what stands before it.
    default int[] encodeFromStart(String text) {
        int[] ids = encode(text);
        int[] all = new int[ids.length + 1];
        all[0] = beforeText();
        System.arraycopy(ids, 0, all, 1, ids.length);
        return all;
    }

    /// Fills up short rows; any id will do since such positions carry no weight.
    int padding();

    @Override
    void close();
}
