package ai.inhouse.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A section's Markdown taken apart. Code, HTML and quoted blocks are left out: what they say is
/// seldom meant as a fact.
final class MarkdownBlocks {
    private static final Pattern ITEM = Pattern.compile("\\s*(?:[-*+•]|\\d{1,3}[.)])\\s+(.*)");
    private static final Pattern RULE = Pattern.compile("[\\s|:-]+");
    private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)]\\([^)]*\\)");
    private static final Pattern MARKS =
            Pattern.compile("\\*\\*\\*|\\*\\*|__|`|(?<![\\w*])[*_](?=\\S)|(?<=\\S)[*_](?![\\w*])");
    private static final Pattern TAG = Pattern.compile("</?[a-zA-Z][^>]*>|\\{[%{].*?[%}]}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([\\\\`*_{}\\[\\]()#+.!|<>-])");
    private static final Pattern HREF =
            Pattern.compile("<(?:https?://|mailto:)?([^\\s>]+@[^\\s>]+|\\S+)>");

    private final List<Block> blocks = new ArrayList<>();
    private final List<String> paragraph = new ArrayList<>();
    private final List<String> items = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /// A piece of a section.
    sealed interface Block {}

    /// @param lines as written, markup included
    record Paragraph(List<String> lines) implements Block {
        String text() {
            return String.join(" ", lines);
        }
    }

    /// @param items as written, markup included
    record Bullets(List<String> items) implements Block {}

    /// Cells without markup; each row as long as the header.
    record Table(List<String> header, List<List<String>> rows) implements Block {}

    private MarkdownBlocks() {}

    static List<Block> parse(String markdown) {
        MarkdownBlocks parser = new MarkdownBlocks();
        boolean code = false;
        for (String line : markdown.lines().toList()) {
            if (line.strip().startsWith("```")) {
                code = !code;
                parser.flush();
            } else if (!code) {
                parser.line(line);
            }
        }
        parser.flush();
        return parser.blocks;
    }

    private void line(String line) {
        String stripped = line.strip();
        Matcher item = ITEM.matcher(line);
        if (stripped.isEmpty() || stripped.startsWith(">") || RULE.matcher(stripped).matches()) {
            if (rows.isEmpty() || stripped.isEmpty()) {
                flush();
            }
        } else if (stripped.startsWith("|")) {
            flushText();
            rows.add(cells(stripped));
        } else if (item.matches()) {
            flushTable();
            flushParagraph();
            items.add(item.group(1));
        } else if (!items.isEmpty() && line.startsWith(" ")) {
            items.add(items.removeLast() + " " + stripped);
        } else {
            flushTable();
            flushItems();
            paragraph.add(stripped);
        }
    }

    private static List<String> cells(String line) {
        String inner = line.replaceAll("^\\||\\|\\s*$", "");
        List<String> cells = new ArrayList<>();
        for (String cell : inner.split("(?<!\\\\)\\|", -1)) {
            cells.add(plain(cell));
        }
        return cells;
    }

    private void flush() {
        flushText();
        flushTable();
    }

    private void flushText() {
        flushParagraph();
        flushItems();
    }

    private void flushParagraph() {
        if (!paragraph.isEmpty()) {
            blocks.add(new Paragraph(List.copyOf(paragraph)));
            paragraph.clear();
        }
    }

    private void flushItems() {
        if (!items.isEmpty()) {
            blocks.add(new Bullets(List.copyOf(items)));
            items.clear();
        }
    }

    private void flushTable() {
        if (rows.size() > 1) {
            List<String> header = rows.getFirst();
            List<List<String>> body =
                    rows.subList(1, rows.size()).stream()
                            .filter(row -> row.size() == header.size())
                            .toList();
            blocks.add(new Table(header, body));
        }
        rows.clear();
    }

    /// Text without Markdown's and HTML's marks, on one line.
    static String plain(String markdown) {
        String text = HREF.matcher(markdown).replaceAll("$1");
        text = LINK.matcher(text.replace("<br>", ", ")).replaceAll("$1");
        text = TAG.matcher(text).replaceAll(" ");
        text = MARKS.matcher(text).replaceAll("");
        text = ESCAPE.matcher(text).replaceAll("$1");
        return text.replaceAll("\\s+", " ").strip();
    }
}
