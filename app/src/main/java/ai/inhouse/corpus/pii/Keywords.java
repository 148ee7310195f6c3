package ai.inhouse.corpus.pii;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The words at which recognizers want to be asked. Nearly every word of a text is none, and is
/// told by its first letter and its length.
final class Keywords {
    private final Map<String, List<Recognizer>> recognizers;

    /// For each letter from a to z the lengths that occur, a bit each.
    private final long[] lengths = new long[26];

    /// @param recognizers by word: ASCII letters and digits in lower case, a letter first
    Keywords(Map<String, List<Recognizer>> recognizers) {
        this.recognizers = Map.copyOf(recognizers);
        for (String word : recognizers.keySet()) {
            if (!word.matches("[a-z][a-z0-9]{0,62}")) {
                throw new IllegalArgumentException("the keyword '%s'".formatted(word));
            }
            lengths[word.charAt(0) - 'a'] |= 1L << word.length();
        }
    }

    boolean isOne(String text, int start, int end) {
        int letter = (text.charAt(start) | 0x20) - 'a';
        int length = end - start;
        return letter >= 0
                && letter < 26
                && length < 63
                && (lengths[letter] >> length & 1) == 1
                && recognizers.containsKey(text.substring(start, end).toLowerCase(Locale.ROOT));
    }

    List<Recognizer> recognizers(String word) {
        return recognizers.getOrDefault(word.toLowerCase(Locale.ROOT), List.of());
    }
}
