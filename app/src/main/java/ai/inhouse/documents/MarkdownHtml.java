package ai.inhouse.documents;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns the HTML inside Markdown into Markdown: tables, lists and headings as such, other elements
/// as the text in them. Only elements that HTML knows count, so `<your name>` stays. So does code.
final class MarkdownHtml {
    private static final Pattern TOKEN =
            Pattern.compile(
                    """
                    (?sxi)
                    (?<code> ^(?<mark>`{3,}|~{3,}) .*? ^\\k<mark> | ^(?:`{3,}|~{3,}) .* \\z
                           | (?<ticks>`+) [^`]+? \\k<ticks> )
                    | <!-- .*? -->
                    | <(?: script|style|iframe|svg )\\b .*? </(?: script|style|iframe|svg )\\s*>
                    | (?<block> <(?<element> table|ul|ol|h[1-6] )\\b .*? </\\k<element>\\s*> )
                    | (?<line> </?(?: p|div|summary|li|tr )(?: \\s[^<>]* )?/?> )
                    | (?<break> <br (?: \\s[^<>]* )?/?> )
                    | </?(?: a|abbr|article|aside|b|blockquote|button|caption|center|cite|code|dd|
                        del|details|dl|dt|em|figcaption|figure|font|footer|header|hr|i|img|ins|kbd|
                        label|main|mark|nav|ol|pre|s|section|small|span|strong|sub|sup|table|tbody|
                        td|tfoot|th|thead|u|ul|video|h[1-6] )(?: \\s[^<>]* )?/?>
                    """,
                    Pattern.MULTILINE);

    private MarkdownHtml() {}

    static String strip(String markdown) {
        if (markdown.indexOf('<') < 0) {
            return markdown;
        }
        return TOKEN.matcher(markdown).replaceAll(token -> Matcher.quoteReplacement(shown(token)));
    }

    private static String shown(MatchResult token) {
        if (token.group("code") != null) {
            return token.group();
        }
        if (token.group("block") != null) {
            return "\n\n" + markdown(HtmlReader.sections(token.group())) + "\n\n";
        }
        if (token.group("break") != null) {
            return " "; // a line of its own would end a table's row or a quotation
        }
        return token.group("line") == null ? "" : "\n";
    }

    private static String markdown(List<Section> sections) {
        StringBuilder text = new StringBuilder();
        for (Section section : sections) {
            if (!section.heading().isEmpty()) {
                text.append("#".repeat(section.level())).append(' ').append(section.heading());
                text.append("\n\n");
            }
            text.append(section.text()).append("\n\n");
        }
        return text.toString().strip();
    }
}
