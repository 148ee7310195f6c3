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
        Matcher marker = FENCE.matcher(line);
        if (!fence.isEmpty() || marker.matches()) {
            code(line, marker);
            return;
        }
        Matcher heading = HEADING.matcher(line);
        Matcher underline = UNDERLINE.matcher(line);
        if (heading.matches()) {
            heading(heading.group(1).length(), heading.group(2) == null ? "" : heading.group(2));
        } else if (underline.matches() && endsInParagraph()) {
            heading(underline.group(1).startsWith("=") ? 1 : 2, block.removeLast());
        } else if (!ATTRIBUTES.matcher(line).matches()) {
            block.add(line.stripTrailing());
        }
    }

    private void code(String line, Matcher marker) {
        block.add(line.stripTrailing());
        if (fence.isEmpty()) {
            fence = marker.group(1);
        } else if (line.strip().startsWith(fence) && line.strip().matches("(`+|~+)")) {
            fence = "";
        }
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
        String text = String.join("\n", block).replaceAll("\n{3,}", "\n\n");
        sections.block(text.stripTrailing().replaceFirst("\\A(?:[ \\t]*\n)+", ""));
        block.clear();
    }
}
