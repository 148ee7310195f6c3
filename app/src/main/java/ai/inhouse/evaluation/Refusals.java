package ai.inhouse.evaluation;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/// How a refusal is recognised: by the words that the policy itself gives for it.
final class Refusals {
    static final int MAX_TOKENS = 96;

    private Refusals() {}

    static boolean refuses(String answer, List<String> markers) {
        String plain = plain(answer);
        return markers.stream().anyMatch(marker -> plain.contains(plain(marker)));
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replace('’', '\'')
                .replaceAll("\\s+", " ")
                .strip();
    }
}
