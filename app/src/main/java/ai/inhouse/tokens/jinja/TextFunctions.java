package ai.inhouse.tokens.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What can be done with texts, as Python does it; positions count code points.
final class TextFunctions {
    private TextFunctions() {}

    /// @param chars what is stripped; none for white space
    static String strip(String text, Object chars, boolean start, boolean end) {
        int[] points = text.codePoints().toArray();
        int from = 0;
        int to = points.length;
        while (start && from < to && isStripped(points[from], chars)) {
            from++;
        }
        while (end && to > from && isStripped(points[to - 1], chars)) {
            to--;
        }
        return new String(points, from, to - from);
    }

    private static boolean isStripped(int c, Object chars) {
        return chars instanceof String set ? set.indexOf(c) >= 0 : isSpace(c);
    }

    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    /// @param separator none for runs of white space
    /// @param most how many cuts at most, or -1
    static List<Object> split(String text, Object separator, long most) {
        return separator instanceof String by ? splitBy(text, by, most) : splitSpace(text, most);
    }

    private static List<Object> splitBy(String text, String separator, long most) {
        if (separator.isEmpty()) {
            throw new JinjaError("split needs a separator that is not empty");
        }
        List<Object> parts = new ArrayList<>();
        int from = 0;
        while (most < 0 || parts.size() < most) {
            int end = text.indexOf(separator, from);
            if (end < 0) {
                break;
            }
            parts.add(text.substring(from, end));
            from = end + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static List<Object> splitSpace(String text, long most) {
        List<Object> parts = new ArrayList<>();
        int[] points = text.codePoints().toArray();
        int at = 0;
        while (true) {
            while (at < points.length && isSpace(points[at])) {
                at++;
            }
            if (at == points.length) {
                return parts;
            }
            int from = at;
            boolean last = most >= 0 && parts.size() >= most;
            while (at < points.length && (last || !isSpace(points[at]))) {
                at++;
            }
            parts.add(new String(points, from, at - from));
        }
    }

    static List<Object> splitFromRight(String text, String separator, long most) {
        List<Object> parts = new ArrayList<>();
        int to = text.length();
        while (most < 0 || parts.size() < most) {
            int at = text.lastIndexOf(separator, to - separator.length());
            if (at < 0 || to < separator.length()) {
                break;
            }
            parts.addFirst(text.substring(at + separator.length(), to));
            to = at;
        }
        parts.addFirst(text.substring(0, to));
        return parts;
    }

    static List<Object> lines(String text) {
        List<Object> lines = new ArrayList<>();
        text.lines().forEach(lines::add);
        return lines;
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /// @param starters characters after which a word begins; empty for all but letters
    static String title(String text, String starters) {
        StringBuilder title = new StringBuilder(text.length());
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            title.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord =
                    starters.isEmpty()
                            ? Character.isLetter(c)
                            : starters.indexOf(c) < 0 && !isSpace(c);
        }
        return title.toString();
    }

    /// @param most how many are replaced at most, or -1
    static String replace(String text, String old, String with, long most, Budget budget) {
        if (most == 0) {
            return text;
        }
        long hits = old.isEmpty() ? text.length() + 1L : text.length() / old.length();
        budget.chars(text.length() + hits * Math.max(0L, (long) with.length() - old.length()));
        if (most < 0) {
            return text.replace(old, with);
        }
        StringBuilder replaced = new StringBuilder();
        int from = 0;
        for (long done = 0; done < most; done++) {
            int at = text.indexOf(old, from);
            if (at < 0 || old.isEmpty()) {
                break;
            }
            replaced.append(text, from, at).append(with);
            from = at + old.length();
        }
        return replaced.append(text, from, text.length()).toString();
    }

    /// @param first whether the first line is indented too
    /// @param blank whether empty lines are
    static String indent(String text, String by, boolean first, boolean blank, Budget budget) {
        String[] lines = text.split("\n", -1);
        budget.chars(text.length() + (long) by.length() * lines.length);
        StringBuilder indented = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            boolean wanted = i == 0 ? first : blank || !lines[i].isEmpty();
            indented.append(i == 0 ? "" : "\n").append(wanted ? by : "").append(lines[i]);
        }
        return indented.toString();
    }

    static String escapeHtml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
    }

    /// Where the part begins, in code points, or -1.
    static long find(String text, String part, boolean fromRight) {
        int at = fromRight ? text.lastIndexOf(part) : text.indexOf(part);
        return at < 0 ? -1 : text.codePointCount(0, at);
    }

    static long count(String text, String part) {
        if (part.isEmpty()) {
            return text.codePointCount(0, text.length()) + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }
}
