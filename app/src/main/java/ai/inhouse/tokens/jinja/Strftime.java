package ai.inhouse.tokens.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// C's way to write dates, in English.
final class Strftime {
    private static final Map<Character, String> PATTERNS =
            Map.ofEntries(
                    Map.entry('Y', "yyyy"),
                    Map.entry('y', "yy"),
                    Map.entry('m', "MM"),
                    Map.entry('d', "dd"),
                    Map.entry('e', "ppd"),
                    Map.entry('j', "DDD"),
                    Map.entry('H', "HH"),
                    Map.entry('I', "hh"),
                    Map.entry('M', "mm"),
                    Map.entry('S', "ss"),
                    Map.entry('f', "SSSSSS"),
                    Map.entry('p', "a"),
                    Map.entry('a', "EEE"),
                    Map.entry('A', "EEEE"),
                    Map.entry('b', "MMM"),
                    Map.entry('h', "MMM"),
                    Map.entry('B', "MMMM"),
                    Map.entry('Z', "zzz"),
                    Map.entry('z', "xx"),
                    Map.entry('F', "yyyy-MM-dd"),
                    Map.entry('T', "HH:mm:ss"),
                    Map.entry('D', "MM/dd/yy"),
                    Map.entry('R', "HH:mm"));

    private static final Pattern DIRECTIVE = Pattern.compile("%(.)", Pattern.DOTALL);

    private Strftime() {}

    static String format(ZonedDateTime time, String format) {
        Matcher directives = DIRECTIVE.matcher(format);
        return directives.replaceAll(
                found -> Matcher.quoteReplacement(part(time, found.group(1).charAt(0))));
    }

    private static String part(ZonedDateTime time, char directive) {
        if (directive == '%') {
            return "%";
        }
        String pattern = PATTERNS.get(directive);
        if (pattern == null) {
            throw new JinjaError("%" + directive + " is no part of a date that is known here");
        }
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }
}
