package ai.inhouse.evaluation;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Compares answers by their words, as SQuAD does (Rajpurkar et al., 2016, section 6.1): in lower
/// case, without punctuation and articles.
final class AnswerText {
    private static final Pattern PUNCTUATION = Pattern.compile("[\\p{P}$+<=>^`|~]");
    private static final Pattern ARTICLES = Pattern.compile("\\b(a|an|the)\\b");

    private AnswerText() {}

    static List<String> words(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        plain = PUNCTUATION.matcher(plain).replaceAll("");
        plain = ARTICLES.matcher(plain).replaceAll(" ").strip();
        return plain.isEmpty() ? List.of() : Arrays.asList(plain.split("\\s+"));
    }

    static boolean same(String gold, String answer) {
        return words(gold).equals(words(answer));
    }

    /// Whether the gold answer's words stand together in the answer, so that `10` is not found in
    /// `2010`.
    static boolean contained(String gold, String answer) {
        List<String> words = words(gold);
        return !words.isEmpty() && Collections.indexOfSubList(words(answer), words) >= 0;
    }

    /// Harmonic mean of precision and recall over words, counted as often as they occur.
    static double f1(String gold, String answer) {
        List<String> expected = new ArrayList<>(words(gold));
        List<String> given = words(answer);
        int expectedWords = expected.size();
        int common = 0;
        for (String word : given) {
            common += expected.remove(word) ? 1 : 0;
        }
        if (expectedWords == 0 || given.isEmpty()) {
            return expectedWords == given.size() ? 1 : 0;
        }
        return 2.0 * common / (expectedWords + given.size());
    }
}
