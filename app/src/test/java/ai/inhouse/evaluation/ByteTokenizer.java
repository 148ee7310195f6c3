package ai.inhouse.evaluation;

import ai.inhouse.tokens.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// A byte a token, then one for the end of a text and one for the end of a turn.
final class ByteTokenizer implements Tokenizer {
    static final int END_OF_TEXT = 256;
    static final int END_OF_TURN = 257;

    @Override
    public int[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = bytes[i] & 0xff;
        }
        return ids;
    }

    @Override
    public int[] encodeWithSpecials(String text) {
        return encode(text);
    }

    @Override
    public String decode(int[] ids, boolean skipSpecials) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : ids) {
            if (id < END_OF_TEXT) {
                out.write(id);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        return new byte[] {(byte) id};
    }

    @Override
    public int vocabularySize() {
        return 258;
    }

    @Override
    public Map<String, Integer> specials() {
        return Map.of();
    }

    @Override
    public Optional<Integer> beginOfText() {
        return Optional.empty();
    }

    @Override
    public int endOfText() {
        return END_OF_TEXT;
    }

    @Override
    public int padding() {
        return END_OF_TEXT;
    }

    @Override
    public void close() {}
}
