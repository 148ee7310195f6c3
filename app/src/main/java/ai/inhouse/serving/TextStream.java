package ai.inhouse.serving;

import ai.inhouse.tokens.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Turns one completion's tokens into text as they come. Text is given out once it is certain: the
/// bytes of a character that is not complete yet are held back, and so is text that may turn out to
/// be the beginning of a stop string, across any number of tokens.
final class TextStream {
    private final Tokenizer tokenizer;
    private final List<String> stops;
    private final String marks;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] incomplete = {};
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    /// @param stops none of them empty; they are not part of the text
    TextStream(Tokenizer tokenizer, List<String> stops) {
        this(tokenizer, stops, "");
    }

    /// @param marks what somebody looks for in the text: special tokens in it are not left out
    TextStream(Tokenizer tokenizer, List<String> stops, String marks) {
        this.tokenizer = tokenizer;
        this.stops = stops;
        this.marks = marks;
    }

    /// @return the text that has become certain; empty after a stop string
    String accept(int id) {
        byte[] bytes = tokenizer.bytes(id);
        if (stopped || isSpecial(id, bytes)) {
            return "";
        }
        decode(bytes, false);
        return release();
    }

    /// Whether a stop string has been met.
    boolean stopped() {
        return stopped;
    }

    /// The text still held back when no more tokens come. Bytes that never became a character give
    /// U+FFFD.
    String finish() {
        if (stopped) {
            return "";
        }
        decode(new byte[0], true);
        String certain = release();
        if (stopped) {
            return certain;
        }
        String rest = certain + held;
        held.setLength(0);
        return rest;
    }

    private boolean isSpecial(int id, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean special = tokenizer.specialId(text).filter(known -> known == id).isPresent();
        return special && !marks.contains(text);
    }

    private void decode(byte[] more, boolean last) {
        ByteBuffer in = ByteBuffer.allocate(incomplete.length + more.length);
        in.put(incomplete).put(more).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 2);
        decoder.decode(in, out, last);
        if (last) {
            decoder.flush(out);
        }
        incomplete = new byte[in.remaining()];
        in.get(incomplete);
        held.append(out.flip());
    }

    /// Takes out of what is held all that no stop string can claim any more.
    private String release() {
        int found = held.length();
        for (String stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && at < found) {
                found = at;
                stopped = true;
            }
        }
        int certain = stopped ? found : held.length() - longestStopPrefixAtEnd();
        String text = held.substring(0, certain);
        held.delete(0, stopped ? held.length() : certain);
        return text;
    }

    private int longestStopPrefixAtEnd() {
        int longest = 0;
        for (String stop : stops) {
            for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
                if (held.indexOf(stop.substring(0, n), held.length() - n) >= 0) {
                    longest = n;
                }
            }
        }
        return longest;
    }
}
