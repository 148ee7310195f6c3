package ai.inhouse.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Plain text cut into sentences.
final class Sentences {
    private static final Pattern END =
            Pattern.compile("[.!?]+[\"'”’)]*\\s+(?=[\"'“‘(]?[\\p{Lu}\\d])");
    private static final Set<String> ABBREVIATIONS =
            Set.of(
                    "e.g", "i.e", "mr", "mrs", "ms", "dr", "st", "no", "vs", "etc", "approx", "inc",
                    "ltd", "co", "u.s", "prof", "ext", "fig", "sec", "art", "dept");

    private Sentences() {}

    static List<String> split(String text) {
        List<String> sentences = new ArrayList<>();
        Matcher end = END.matcher(text);
        int start = 0;
        while (end.find()) {
            if (!isAbbreviation(text.substring(start, end.start()))) {
                sentences.add(text.substring(start, end.end()).strip());
                start = end.end();
            }
        }
        if (start < text.length()) {
            sentences.add(text.substring(start).strip());
        }
        return sentences;
    }

    private static boolean isAbbreviation(String before) {
        String word =
                before.substring(before.lastIndexOf(' ') + 1)
                        .replaceFirst("^\\W+", "")
                        .toLowerCase(Locale.ROOT);
        return ABBREVIATIONS.contains(word) || word.matches("\\p{L}");
    }

    /// The first sentences, as long as they have no more than so many words together; empty if
    /// already the first has more.
    static String first(String text, int mostSentences, int mostWords) {
        StringBuilder taken = new StringBuilder();
        int words = 0;
        int count = 0;
        for (String sentence : split(text)) {
            words += words(sentence);
            if (count == mostSentences || words > mostWords) {
                break;
            }
            taken.append(count == 0 ? "" : " ").append(sentence);
            count++;
        }
        return taken.toString();
    }

    static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }
}
