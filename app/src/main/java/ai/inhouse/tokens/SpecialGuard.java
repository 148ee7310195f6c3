package ai.inhouse.tokens;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Keeps what people wrote from becoming special tokens when a template puts it into a prompt.
///
/// Where a message holds the text of a special token, a character that no text uses is put inside
/// it before the template is rendered; the special tokens that are then found in the rendering are
/// the template's own. The character is taken out again before what lies between is encoded.
final class SpecialGuard {
    /// Noncharacters: Unicode promises that they never stand for anything.
    private static final char FIRST_GUARD = '\uFDD0';

    private static final char LAST_GUARD = '\uFDEF';

    private final Tokenizer tokenizer;
    private final Optional<Pattern> special;

    SpecialGuard(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.special =
                tokenizer.specials().isEmpty()
                        ? Optional.empty()
                        : Optional.of(anyOf(tokenizer.specials().keySet()));
    }

    /// Longer ones first, as the native library looks for them.
    private static Pattern anyOf(Iterable<String> texts) {
        List<String> sorted = new ArrayList<>();
        texts.forEach(sorted::add);
        sorted.sort(Comparator.comparingInt(String::length).reversed());
        return Pattern.compile(
                sorted.stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /// A character that occurs nowhere in the values.
    static char unused(Object... values) {
        String all = java.util.Arrays.deepToString(values);
        for (char guard = FIRST_GUARD; guard < LAST_GUARD; guard++) {
            if (all.indexOf(guard) < 0) {
                return guard;
            }
        }
        return LAST_GUARD;
    }

    /// The same value with every special token in its texts broken by the guard.
    Object protect(Object value, char guard) {
        return special.isEmpty() ? value : protect(value, special.get(), guard);
    }

    private static Object protect(Object value, Pattern special, char guard) {
        return switch (value) {
            case String text -> protect(text, special, guard);
            case List<?> list -> list.stream().map(each -> protect(each, special, guard)).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach(
                        (k, v) -> copy.put(protect(k, special, guard), protect(v, special, guard)));
                yield copy;
            }
            default -> value;
        };
    }

    /// Breaks also those that begin inside of another.
    private static String protect(String text, Pattern special, char guard) {
        Matcher matcher = special.matcher(text);
        StringBuilder broken = new StringBuilder();
        int from = 0;
        while (matcher.find(from)) {
            int cut = text.offsetByCodePoints(matcher.start(), 1);
            broken.append(text, from, cut).append(guard);
            from = cut;
        }
        return broken.append(text, from, text.length()).toString();
    }

    /// Encodes rendered text: its special tokens become ids, broken ones are ordinary text.
    void encode(String text, char guard, IdList ids) {
        if (text.indexOf(guard) < 0 || special.isEmpty()) {
            ids.addAll(tokenizer.encodeWithSpecials(text));
            return;
        }
        Matcher matcher = special.get().matcher(text);
        int done = 0;
        int from = 0;
        while (from < text.length()) {
            boolean found = matcher.find(from);
            int to = found ? matcher.start() : text.length();
            String between = text.substring(from, to);
            if (between.indexOf(guard) >= 0) {
                ids.addAll(tokenizer.encodeWithSpecials(text.substring(done, from)));
                ids.addAll(tokenizer.encode(between.replace(String.valueOf(guard), "")));
                done = to;
            }
            from = found ? matcher.end() : text.length();
        }
        ids.addAll(tokenizer.encodeWithSpecials(text.substring(done)));
    }

    /// The special token that stands at a place in a text, perhaps after white space.
    Optional<String> specialAt(String text, int at) {
        String rest = text.substring(at).stripLeading();
        return special.map(pattern -> pattern.matcher(rest))
                .filter(Matcher::lookingAt)
                .map(Matcher::group);
    }
}
