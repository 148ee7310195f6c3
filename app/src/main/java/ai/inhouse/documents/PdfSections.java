package ai.inhouse.documents;

import ai.inhouse.documents.PdfLines.Line;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Finds headings and paragraphs among a PDF's lines. What is set larger than most of the text, or
/// bold on a short line of its own, is a heading; larger type ranks higher. Lines that every page
/// repeats at its top or bottom are left out.
final class PdfSections {
    private static final float LARGER = 1.15f;
    private static final int MAX_HEADING = 120;
    private static final int MAX_LEVELS = 4;

    /// A gap of more than this many line heights begins a paragraph.
    private static final float PARAGRAPH_GAP = 1.7f;

    private final SectionBuilder sections = new SectionBuilder();
    private final StringBuilder paragraph = new StringBuilder();
    private final float bodySize;
    private final List<Float> headingSizes;

    private PdfSections(List<Line> lines) {
        this.bodySize = bodySize(lines);
        TreeSet<Float> sizes = new TreeSet<>();
        lines.stream().filter(this::isHeading).forEach(line -> sizes.add(line.size()));
        this.headingSizes = List.copyOf(sizes.descendingSet());
    }

    static List<Section> of(List<Line> all) {
        Set<String> repeated = repeated(all);
        List<Line> lines =
                all.stream().filter(line -> !repeated.contains(masked(line.text()))).toList();
        PdfSections sections = new PdfSections(lines);
        for (int i = 0; i < lines.size(); i++) {
            sections.add(lines.get(i), i == 0 ? lines.get(i) : lines.get(i - 1));
        }
        sections.endParagraph();
        return sections.sections.build();
    }

    private void add(Line line, Line before) {
        if (isHeading(line)) {
            endParagraph();
            int level = Math.min(headingSizes.indexOf(line.size()) + 1, MAX_LEVELS);
            sections.heading(level, line.text());
            sections.page(line.page());
            return;
        }
        String text = line.text();
        String item = text.replaceFirst("^[•·▪◦●]\\s*", "- ");
        boolean apart =
                line.page() == before.page()
                        && line.top() - before.top() > PARAGRAPH_GAP * Math.max(line.size(), 1);
        if (apart || isHeading(before) || item.startsWith("- ")) {
            endParagraph();
        }
        sections.page(line.page());
        append(item);
    }

    private void append(String text) {
        boolean hyphen = paragraph.toString().matches("(?s).*\\p{L}-") && startsLower(text);
        if (hyphen) {
            paragraph.setLength(paragraph.length() - 1);
        } else if (!paragraph.isEmpty()) {
            paragraph.append(' ');
        }
        paragraph.append(text);
    }

    private void endParagraph() {
        String text = paragraph.toString();
        paragraph.setLength(0);
        if (text.startsWith("- ")) {
            sections.item(0, "-", text.substring(2));
        } else {
            sections.block(text);
        }
    }

    private boolean isHeading(Line line) {
        boolean brief = line.text().length() <= MAX_HEADING && !line.text().matches(".*[.;,:]$");
        boolean large = line.size() >= LARGER * bodySize;
        boolean lettered = line.text().codePoints().filter(Character::isLetter).count() >= 3;
        return brief && lettered && (large || (line.bold() && line.size() >= bodySize));
    }

    private static boolean startsLower(String text) {
        return !text.isEmpty() && Character.isLowerCase(text.codePointAt(0));
    }

    /// The size in which most letters are set.
    private static float bodySize(List<Line> lines) {
        Map<Float, Integer> letters = new HashMap<>();
        lines.forEach(line -> letters.merge(line.size(), line.text().length(), Integer::sum));
        return letters.entrySet().stream()
                .max(Map.Entry.<Float, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .orElse(0f);
    }

    /// Running heads and feet: the first or last line of more than half of three or more pages,
    /// whatever the page's number in it.
    private static Set<String> repeated(List<Line> lines) {
        Map<String, Set<Integer>> pages = new HashMap<>();
        int last = lines.isEmpty() ? 0 : lines.getLast().page();
        for (int i = 0; i < lines.size(); i++) {
            int page = lines.get(i).page();
            boolean first = i == 0 || lines.get(i - 1).page() != page;
            boolean end = i == lines.size() - 1 || lines.get(i + 1).page() != page;
            if (first || end) {
                pages.computeIfAbsent(masked(lines.get(i).text()), t -> new HashSet<>()).add(page);
            }
        }
        pages.values().removeIf(on -> on.size() < 3 || on.size() * 2 <= last);
        return pages.keySet();
    }

    private static String masked(String text) {
        return text.replaceAll("\\d+", "#");
    }
}
