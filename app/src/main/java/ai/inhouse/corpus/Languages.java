package ai.inhouse.corpus;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Tells the language of a text from the commonest words in its first 2,000 characters. For a
/// card's overview, not for a filter: a table of names is of no language.
final class Languages {
    static final String UNKNOWN = "unknown";
    private static final int LOOKED_AT = 2000;

    /// A word of four of ordinary prose is among these; by chance hardly one of twenty.
    private static final double LEAST_SHARE = 0.08;

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}]+");
    private static final Map<String, String> COMMON =
            new TreeMap<>(
                    Map.of(
                            "de", "der die und das den nicht ist mit von sie auf ein eine zu dem",
                            "en", "the of and to is in that for it with as are on be this you",
                            "es", "el de que y en los las por con una para es del se no",
                            "fr", "le la les des et est que pour une dans du sur pas vous par",
                            "it", "il di che e la per un non sono della con del le si gli",
                            "nl", "de het een en van is dat op te niet met voor zijn aan ook",
                            "pt", "o de que e do da em um para uma com os no na não"));

    private Languages() {}

    /// @return an ISO 639-1 code, or `unknown`
    static String of(String text) {
        String start = text.substring(0, Math.min(text.length(), LOOKED_AT));
        String[] words = BETWEEN_WORDS.split(start.toLowerCase(Locale.ROOT), -1);
        String best = UNKNOWN;
        long most = (long) (LEAST_SHARE * words.length);
        for (var language : COMMON.entrySet()) {
            var common = Arrays.asList(language.getValue().split(" ", -1));
            long count = Arrays.stream(words).filter(common::contains).count();
            if (count > most) {
                most = count;
                best = language.getKey();
            }
        }
        return best;
    }
}
