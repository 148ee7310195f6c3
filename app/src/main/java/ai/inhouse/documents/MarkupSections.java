package ai.inhouse.documents;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Turns the elements of an HTML page, or of what Tika makes of a file, into sections of Markdown:
/// headings, paragraphs, lists, tables and code. Other elements count as the text in them.
final class MarkupSections {
    private static final Set<String> SKIPPED =
            Set.of("head", "script", "style", "noscript", "template", "svg", "nav", "footer");

    /// Parts that Tika adds to or takes from beside the text.
    private static final Set<String> SKIPPED_CLASSES =
            Set.of(
                    "package-entry",
                    "embedded",
                    "annotation",
                    "slide-master-content",
                    "header",
                    "footer",
                    "xfa_content");

    private static final Set<String> BLOCKS =
            Set.of(
                    "p",
                    "div",
                    "section",
                    "article",
                    "main",
                    "header",
                    "aside",
                    "figure",
                    "address",
                    "blockquote",
                    "dl",
                    "dt",
                    "dd",
                    "body",
                    "form",
                    "fieldset",
                    "details",
                    "summary",
                    "figcaption",
                    "hr",
                    "center");

    private static final Pattern LINE_END = Pattern.compile(" *\n *");

    /// A slide's first line is its heading, unless it is too long to be one.
    private static final int MAX_SLIDE_HEADING = 120;

    private final SectionBuilder sections = new SectionBuilder();
    private final StringBuilder inline = new StringBuilder();
    private final Deque<ListState> lists = new ArrayDeque<>();
    private final Deque<TableState> tables = new ArrayDeque<>();
    private int skipping;
    private boolean preformatted;
    private boolean slideHeading;
    private boolean inSheet;
    private boolean inComment;

    /// @param tag in lower case
    /// @param styleClass the `class` attribute, or empty
    void open(String tag, String styleClass) {
        if (skipping > 0 || SKIPPED.contains(tag) || SKIPPED_CLASSES.contains(styleClass)) {
            skipping++;
            return;
        }
        if (!tables.isEmpty() && !isTablePart(tag)) {
            separateInCell(tag);
            return;
        }
        switch (tag) {
            case "ul", "ol" -> {
                endBlock();
                lists.push(new ListState(tag.equals("ol")));
            }
            case "br" -> inline.append('\n');
            case "pre" -> {
                endBlock();
                preformatted = true;
            }
            case "table", "tr", "td", "th" -> openTablePart(tag);
            default -> {
                if (isBlock(tag)) {
                    endBlock();
                }
            }
        }
        slideHeading |= styleClass.equals("slide-content");
        inSheet |= styleClass.equals("sheet");
    }

    void text(String text) {
        if (skipping > 0) {
            return;
        }
        if (!tables.isEmpty()) {
            if (!inComment) {
                tables.element().cell.append(text);
            }
        } else {
            inline.append(preformatted ? text : Blanks.collapse(text));
        }
    }

    void close(String tag) {
        if (skipping > 0) {
            skipping--;
            return;
        }
        if (!tables.isEmpty() && !isTablePart(tag)) {
            return;
        }
        switch (tag) {
            case "h1", "h2", "h3", "h4", "h5", "h6" -> endHeading(tag.charAt(1) - '0');
            case "ul", "ol" -> {
                endBlock();
                lists.poll();
            }
            case "pre" -> {
                sections.block("```\n" + inline.toString().strip() + "\n```");
                inline.setLength(0);
                preformatted = false;
            }
            case "table", "tr", "td", "th" -> closeTablePart(tag);
            default -> {
                if (isBlock(tag)) {
                    endBlock();
                }
            }
        }
    }

    List<Section> build() {
        endBlock();
        return sections.build();
    }

    private static boolean isBlock(String tag) {
        return BLOCKS.contains(tag) || tag.equals("li") || isHeading(tag);
    }

    private static boolean isHeading(String tag) {
        return tag.length() == 2
                && tag.charAt(0) == 'h'
                && tag.charAt(1) >= '1'
                && tag.charAt(1) <= '6';
    }

    private static boolean isTablePart(String tag) {
        return tag.equals("table") || tag.equals("tr") || tag.equals("td") || tag.equals("th");
    }

    /// A cell holds one line: its paragraphs are set apart by a space. In a sheet, what follows a
    /// line break is a reviewer's comment, not the cell's content.
    private void separateInCell(String tag) {
        if (tag.equals("br") && inSheet) {
            inComment = true;
        }
        if (isBlock(tag) || tag.equals("br")) {
            tables.element().cell.append(' ');
        }
    }

    private void openTablePart(String tag) {
        if (tag.equals("table")) {
            endBlock();
            tables.push(new TableState());
        } else if (!tables.isEmpty() && !tag.equals("tr")) {
            tables.element().cell.setLength(0);
            inComment = false;
        }
    }

    private void closeTablePart(String tag) {
        if (tables.isEmpty()) {
            return;
        }
        TableState table = tables.element();
        switch (tag) {
            case "td", "th" -> {
                table.row.add(table.cell.toString());
                table.cell.setLength(0);
                inComment = false;
            }
            case "tr" -> {
                table.table.row(table.row);
                table.row.clear();
            }
            default -> {
                tables.pop();
                String markdown = table.table.toMarkdown();
                if (tables.isEmpty()) {
                    sections.block(markdown);
                } else {
                    tables.element().cell.append(' ').append(markdown.replaceAll("[|\\s-]+", " "));
                }
            }
        }
    }

    private void endHeading(int level) {
        String heading = Blanks.collapse(inline.toString().strip());
        inline.setLength(0);
        if (!heading.isEmpty()) {
            sections.heading(level, heading);
        }
    }

    private void endBlock() {
        String lines = inline.toString();
        String block =
                (lines.indexOf('\n') < 0 ? lines : LINE_END.matcher(lines).replaceAll("\n"))
                        .strip();
        inline.setLength(0);
        if (block.isEmpty()) {
            return;
        }
        if (!lists.isEmpty()) {
            sections.item(lists.size() - 1, lists.element().marker(), block.replace('\n', ' '));
        } else if (slideHeading && block.length() <= MAX_SLIDE_HEADING) {
            sections.heading(2, block.replace('\n', ' '));
        } else if (block.startsWith("· ") || block.startsWith("• ")) {
            sections.item(0, "-", block.substring(2));
        } else if (!block.equals("·")) {
            sections.block(block);
        }
        slideHeading = false;
    }

    private static final class ListState {
        private final boolean ordered;
        private int items;

        ListState(boolean ordered) {
            this.ordered = ordered;
        }

        String marker() {
            items++;
            return ordered ? items + "." : "-";
        }
    }

    private static final class TableState {
        private final MarkdownTable table = new MarkdownTable();
        private final List<String> row = new ArrayList<>();
        private final StringBuilder cell = new StringBuilder();
    }
}
