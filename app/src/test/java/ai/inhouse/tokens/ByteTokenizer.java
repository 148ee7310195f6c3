package ai.inhouse.tokens;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One token a byte, and three special ones: small, exact, and with every border a test wants.
public final class ByteTokenizer implements Tokenizer {
    static final List<String> SPECIALS = List.of("<|end|>", "<|user|>", "<|assistant|>");

    /// Of a text, and of a turn.
    public static final int END = 256;

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
        for (int i = 0; i < SPECIALS.size(); i++) {
            int at = text.indexOf(SPECIALS.get(i));
            if (at >= 0) {
                String after = text.substring(at + SPECIALS.get(i).length());
                return java.util.stream.IntStream.concat(
                                java.util.stream.IntStream.concat(
                                        java.util.Arrays.stream(
                                                encodeWithSpecials(text.substring(0, at))),
                                        java.util.stream.IntStream.of(END + i)),
                                java.util.Arrays.stream(encodeWithSpecials(after)))
                        .toArray();
            }
        }
        return encode(text);
    }

    @Override
    public String decode(int[] ids, boolean skipSpecials) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            if (id < END || !skipSpecials) {
                bytes.writeBytes(bytes(id));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        return id < END
                ? new byte[] {(byte) id}
                : SPECIALS.get(id - END).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int vocabularySize() {
        return END + SPECIALS.size();
    }

    @Override
    public Map<String, Integer> specials() {
        Map<String, Integer> ids = new HashMap<>();
        for (int i = 0; i < SPECIALS.size(); i++) {
            ids.put(SPECIALS.get(i), END + i);
        }
        return ids;
    }

    @Override
    public Optional<Integer> beginOfText() {
        return Optional.empty();
    }

    @Override
    public int endOfText() {
        return END;
    }

    @Override
    public int padding() {
        return END;
    }

    @Override
    public void close() {}
}
