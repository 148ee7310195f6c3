package ai.inhouse.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits Markdown at its headings: `# one` to `###### six`, and lines underlined with `===` or
/// `---`. In code there are none. What stands between is kept as it is.
final class MarkdownSections {
    private static final Pattern HEADING =
            Pattern.compile(" {0,3}(#{1,6})(?:[ \\t]+(.*?))?(?:[ \\t]+#+)?[ \\t]*");
    private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(=+|-{2,})[ \\t]*");
    private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,}).*");

    /// `{#id}` after a heading, `{: .class}` on a line of its own.
    private static final Pattern HEADING_ID = Pattern.compile("\\s*\\{[#:][^}]*\\}\\s*$");

    private static final Pattern ATTRIBUTES = Pattern.compile("\\s*\\{:[^}]*\\}\\s*");

    private static final Pattern BLANK_LINES = Pattern.compile("\n{3,}");
    private static final Pattern FIRST_BLANK_LINES = Pattern.compile("\\A(?:[ \\t]*\n)+");

    private final SectionBuilder sections = new SectionBuilder();
    private final List<String> block = new ArrayList<>();
    private String fence = "";

    private MarkdownSections() {}

    static List<Section> split(String markdown) {
        MarkdownSections splitter = new MarkdownSections();
        markdown.lines().forEach(splitter::line);
        splitter.endBlock();
        return splitter.sections.build();
    }

    private void line(String line) {
        boolean taken = !fence.isEmpty() ? code(line) : marked(line);
        if (!taken) {
            block.add(line.stripTrailing());
        }
    }

    /// The first character that is no blank tells which form a line can have, and that most have
    /// none.
    ///
    /// @return whether the line is more than text
    private boolean marked(String line) {
        return switch (first(line)) {
            case '`', '~' -> fence(line);
            case '#' -> heading(line);
            case '=', '-' -> underline(line);
            case '{' -> ATTRIBUTES.matcher(line).matches();
            default -> false;
        };
    }

    private static char first(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (!Blanks.isBlank(line.charAt(i))) {
                return line.charAt(i);
            }
        }
        return ' ';
    }

    private boolean fence(String line) {
        Matcher marker = FENCE.matcher(line);
        if (marker.matches()) {
            fence = marker.group(1);
        }
        return false;
    }

    private boolean heading(String line) {
        Matcher heading = HEADING.matcher(line);
        boolean matches = heading.matches();
        if (matches) {
            heading(heading.group(1).length(), heading.group(2) == null ? "" : heading.group(2));
        }
        return matches;
    }

    private boolean underline(String line) {
        Matcher underline = UNDERLINE.matcher(line);
        boolean matches = underline.matches() && endsInParagraph();
        if (matches) {
            heading(underline.group(1).startsWith("=") ? 1 : 2, block.removeLast());
        }
        return matches;
    }

    private boolean code(String line) {
        if (line.strip().startsWith(fence) && line.strip().matches("(`+|~+)")) {
            fence = "";
        }
        return false;
    }

    /// Whether the line before can be an underlined heading: one line of text alone.
    private boolean endsInParagraph() {
        if (block.isEmpty() || block.getLast().isBlank()) {
            return false;
        }
        boolean single = block.size() == 1 || block.get(block.size() - 2).isBlank();
        return single && !block.getLast().matches("\\s*([-*+>|]|\\d+[.)]\\s).*");
    }

    private void heading(int level, String heading) {
        endBlock();
        String title = HEADING_ID.matcher(heading).replaceFirst("").strip();
        if (!title.isEmpty()) {
            sections.heading(level, title);
        }
    }

    private void endBlock() {
        String joined = String.join("\n", block);
        String text =
                joined.contains("\n\n\n") ? BLANK_LINES.matcher(joined).replaceAll("\n\n") : joined;
        sections.block(FIRST_BLANK_LINES.matcher(text.stripTrailing()).replaceFirst(""));
        block.clear();
    }
}
