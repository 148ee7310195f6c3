package ai.inhouse.documents;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tika.parser.txt.CharsetDetector;
import org.apache.tika.parser.txt.CharsetMatch;

/// Finds out in which encoding text is written. What is valid UTF-8 is UTF-8 (plain ASCII
/// included): text in another encoding almost never is by chance. Guessing comes last.
final class TextDecoder {
    /// Text holds hardly any control characters; binary files are full of them.
    private static final double MAX_CONTROL_SHARE = 0.01;

    private static final int SAMPLE_BYTES = 4096;

    /// In HTML and XML, as in `charset=utf-8` or `encoding="utf-8"`.
    private static final Pattern DECLARED =
            Pattern.compile("(?:charset|encoding)\\s*=\\s*[\"']?([A-Za-z0-9_.:-]+)");

    private TextDecoder() {}

    /// @return nothing if the bytes are not text
    static Optional<String> decode(byte[] bytes) {
        String text = strict(bytes, guess(bytes)).orElse("\uFFFD");
        return isText(text) ? Optional.of(withoutMark(text)) : Optional.empty();
    }

    private static Charset guess(byte[] bytes) {
        Optional<Charset> wide = wide(bytes);
        if (wide.isPresent()) {
            return wide.get();
        }
        if (strict(bytes, StandardCharsets.UTF_8).isPresent()) {
            return StandardCharsets.UTF_8;
        }
        return declared(bytes).orElseGet(() -> mostLikely(bytes));
    }

    /// UTF-16 and UTF-32: by their mark, or by every other byte being zero.
    private static Optional<Charset> wide(byte[] bytes) {
        int first = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
        boolean zeros = bytes.length >= 4 && bytes[2] == 0 && bytes[3] == 0;
        if (first == 0xFFFE) {
            return Optional.of(zeros ? Charset.forName("UTF-32LE") : StandardCharsets.UTF_16LE);
        }
        if (first == 0xFEFF) {
            return Optional.of(StandardCharsets.UTF_16BE);
        }
        int[] zerosAt = new int[2];
        int length = Math.min(bytes.length, SAMPLE_BYTES) & ~1;
        for (int i = 0; i < length; i++) {
            zerosAt[i & 1] += bytes[i] == 0 ? 1 : 0;
        }
        int many = length / 5;
        int few = length / 50;
        if (many > 0 && zerosAt[1] > many && zerosAt[0] <= few) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        return many > 0 && zerosAt[0] > many && zerosAt[1] <= few
                ? Optional.of(StandardCharsets.UTF_16BE)
                : Optional.empty();
    }

    private static Optional<Charset> declared(byte[] bytes) {
        int length = Math.min(bytes.length, SAMPLE_BYTES);
        Matcher matcher =
                DECLARED.matcher(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
        return matcher.find() ? charset(matcher.group(1)) : Optional.empty();
    }

    private static Charset mostLikely(byte[] bytes) {
        CharsetDetector detector = new CharsetDetector();
        detector.setText(bytes);
        for (CharsetMatch match : detector.detectAll()) {
            Optional<Charset> charset = charset(match.getName());
            if (charset.isPresent() && strict(bytes, charset.get()).isPresent()) {
                return charset.get();
            }
        }
        return Charset.forName("windows-1252");
    }

    /// Windows' superset stands for Latin-1, as in browsers.
    private static Optional<Charset> charset(String name) {
        try {
            Charset charset = Charset.forName(name);
            return Optional.of(
                    charset.equals(StandardCharsets.ISO_8859_1)
                            ? Charset.forName("windows-1252")
                            : charset);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> strict(byte[] bytes, Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            String text = new String(bytes, charset);
            if (text.indexOf('\uFFFD') < 0) {
                return Optional.of(text); // what is not UTF-8 would have left that mark
            }
        }
        try {
            return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isText(String text) {
        int bad = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f';
            bad += control || c == '\uFFFD' ? 1 : 0;
        }
        return bad <= MAX_CONTROL_SHARE * text.length();
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
