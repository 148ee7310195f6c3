package ai.inhouse.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes the tags of site generators (Liquid and its kin: `{% … %}`, `{{ … }}`) out of a page and
/// leaves what its readers see of them: a link's target, a picture's description, a box's title.
/// Code stays as it is.
final class TemplateTags {
    private static final Pattern TOKEN =
            Pattern.compile(
                    """
                    (?sx)
                    (?<fence> ^(?<mark>`{3,}|~{3,}) .*? ^\\k<mark> | ^(?:`{3,}|~{3,}) .* \\z )
                    | (?<code> (?<ticks>`+) [^`]+? \\k<ticks> )
                    | \\{%-? \\s* comment \\s* -?%\\} .*? \\{%-? \\s* endcomment \\s* -?%\\}
                    | \\{%-? \\s* raw \\s* -?%\\} (?<raw> .*?) \\{%-? \\s* endraw \\s* -?%\\}
                    | \\{%-? \\s* (?<name> [\\w-]*) (?<arguments> .{0,2000}?) -?%\\}
                    | \\{\\{ .{0,2000}? \\}\\}
                    """,
                    Pattern.MULTILINE);

    private static final Pattern RAW = Pattern.compile("\\{%-?\\s*(?:end)?raw\\s*-?%\\}");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

    /// Tags that lay a page out or steer what is shown, and show nothing themselves.
    private static final Pattern SILENT =
            Pattern.compile(
                    "end.*|.*icon.*|if|unless|else|elsif|elseif|for|case|when|assign|set|capture|"
                            + "include.*|render|layout|block|extends|import|macro|.*toc|");

    private TemplateTags() {}

    static String strip(String page) {
        if (!page.contains("{%") && !page.contains("{{")) {
            return page;
        }
        return TOKEN.matcher(page)
                .replaceAll(token -> Matcher.quoteReplacement(shown(page, token)));
    }

    private static String shown(String page, MatchResult token) {
        if (token.group("fence") != null || token.group("code") != null) {
            return RAW.matcher(token.group()).replaceAll("");
        }
        if (token.group("raw") != null) {
            return token.group("raw");
        }
        String name = token.group("name");
        return name == null ? "" : shown(page, token, name);
    }

    private static String shown(String page, MatchResult token, String name) {
        List<String> quoted = quoted(token.group("arguments"));
        String first = quoted.isEmpty() ? "" : quoted.getFirst();
        if (isTarget(page, token.start())) {
            return first;
        }
        if (SILENT.matcher(name).matches()) {
            return "";
        }
        if (name.contains("image") || name.contains("figure")) {
            return "![%s](%s)".formatted(quoted.size() > 1 ? quoted.getLast() : "", first);
        }
        if (name.contains("channel")) {
            return first.startsWith("#") ? first : "#" + first;
        }
        boolean alone = isAlone(page, token);
        if (alone && !first.isEmpty() && page.contains("end" + name)) {
            return "**" + first + "**\n";
        }
        return alone ? "" : first;
    }

    private static List<String> quoted(String arguments) {
        List<String> quoted = new ArrayList<>();
        Matcher matcher = QUOTED.matcher(arguments);
        while (matcher.find()) {
            quoted.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return quoted;
    }

    /// Whether the tag stands where a link or a picture has its address.
    private static boolean isTarget(String page, int start) {
        return page.startsWith("](", start - 2)
                || page.startsWith("=\"", start - 2)
                || page.startsWith("='", start - 2)
                || page.startsWith("]: ", start - 3);
    }

    private static boolean isAlone(String page, MatchResult token) {
        int lineStart = page.lastIndexOf('\n', token.start() - 1) + 1;
        int lineEnd = page.indexOf('\n', token.end());
        String after = page.substring(token.end(), lineEnd < 0 ? page.length() : lineEnd);
        return page.substring(lineStart, token.start()).isBlank() && after.isBlank();
    }
}
