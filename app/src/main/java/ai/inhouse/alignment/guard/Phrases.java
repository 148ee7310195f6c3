package ai.inhouse.alignment.guard;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Phrases to be found in running text: as whole words, in any case, over any white space, also in
/// the plural.
final class Phrases {
    private static final String PLURAL = "plural";

    private final Pattern pattern;
    private final int longest;

    /// @param phrases at least one
    Phrases(List<String> phrases) {
        this.pattern =
                Pattern.compile(
                        "(?<![\\p{L}\\p{N}])(?:%s)(?<plural>s?)(?![\\p{L}\\p{N}])"
                                .formatted(
                                        phrases.stream()
                                                .map(Phrases::words)
                                                .collect(Collectors.joining("|"))),
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        this.longest = phrases.stream().mapToInt(String::length).max().orElse(0) + 2;
    }

    private static String words(String phrase) {
        return Pattern.compile("\\s+")
                .splitAsStream(phrase.strip())
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s+"));
    }

    /// The most characters that a phrase may have in a text, with one for what follows it.
    int longest() {
        return longest;
    }

    boolean in(CharSequence text) {
        return pattern.matcher(text).find();
    }

    /// Where the first begins, or -1.
    int first(CharSequence text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.start() : -1;
    }

    /// The text with another word in their place, in the case and number that they have.
    String replaced(String text, String say) {
        return pattern.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(like(found, say)));
    }

    private static String like(MatchResult found, String say) {
        String plural = say.endsWith("s") ? "" : found.group(PLURAL);
        String was = found.group();
        if (was.length() > 1 && was.equals(was.toUpperCase(Locale.ROOT))) {
            return (say + plural).toUpperCase(Locale.ROOT);
        }
        boolean capital = Character.isUpperCase(was.codePointAt(0));
        return (capital ? say.substring(0, 1).toUpperCase(Locale.ROOT) + say.substring(1) : say)
                + plural;
    }
}
