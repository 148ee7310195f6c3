package ai.inhouse.retrieval;

import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts documents into passages: a section is one, with the headings above it; a long one is cut
/// between its paragraphs, and a long paragraph between lines, sentences or, at last, words. Each
/// part of a long table keeps the table's head.
final class PassageSplitter {
    /// About 200 tokens of MiniLM, which was trained on texts of up to 256.
    static final int MOST_CHARACTERS = 900;

    /// Raised when the same document is cut otherwise than before.
    static final int VERSION = 1;

    private static final int LEVELS = 6;

    private PassageSplitter() {}

    /// Where a text may be cut, from the widest seam to the narrowest.
    private enum Seam {
        PARAGRAPH("\n\n", "\n\n"),
        LINE("\n", "\n"),
        SENTENCE("(?<=[.!?]) +(?=\\p{Lu})", " "),
        WORD("\\s+", " ");

        private final String pattern;
        private final String between;

        /// @param between what stands there again where parts stay together
        Seam(String pattern, String between) {
            this.pattern = pattern;
            this.between = between;
        }
    }

    static List<Passage> split(Document document) {
        List<Passage> passages = new ArrayList<>();
        String[] headings = new String[LEVELS + 1];
        Arrays.fill(headings, "");
        headings[0] = document.title().strip();
        for (Section section : document.sections()) {
            int level = Math.clamp(section.level(), 1, LEVELS);
            Arrays.fill(headings, level, LEVELS + 1, "");
            headings[level] = section.heading().strip();
            String path = path(headings);
            for (String text : pieces(section.text().strip(), 0)) {
                passages.add(
                        new Passage(
                                document.id(),
                                document.name(),
                                path,
                                section.pages(),
                                document.label(),
                                text));
            }
        }
        return passages;
    }

    /// A heading that only repeats the one above it is said once.
    private static String path(String[] headings) {
        List<String> path = new ArrayList<>();
        for (String heading : headings) {
            boolean repeats = !path.isEmpty() && path.getLast().equalsIgnoreCase(heading);
            if (!heading.isEmpty() && !repeats) {
                path.add(heading);
            }
        }
        return String.join(" > ", path);
    }

    /// @param seam the widest that the text may be cut at; past the last, it is cut anywhere
    private static List<String> pieces(String text, int seam) {
        if (text.isEmpty()) {
            return List.of();
        }
        if (text.length() <= MOST_CHARACTERS) {
            return List.of(text);
        }
        if (seam == Seam.values().length) {
            return cut(text);
        }
        Seam at = Seam.values()[seam];
        List<String> parts = new ArrayList<>();
        for (String part : text.split(at.pattern, -1)) {
            parts.addAll(pieces(part.strip(), seam + 1));
        }
        boolean table = at == Seam.LINE && parts.size() > 2 && parts.get(1).startsWith("| ---");
        String head = table ? parts.get(0) + "\n" + parts.get(1) : "";
        return packed(parts, at.between, head);
    }

    /// Neighbours put together as long as they fit.
    ///
    /// @param head begins every piece but the first, which has it anyway
    private static List<String> packed(List<String> parts, String between, String head) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (String part : parts) {
            boolean full = piece.length() + between.length() + part.length() > MOST_CHARACTERS;
            if (!piece.isEmpty() && full) {
                pieces.add(piece.toString());
                piece.setLength(0);
                piece.append(head);
            }
            piece.append(piece.isEmpty() ? "" : between).append(part);
        }
        pieces.add(piece.toString());
        return pieces;
    }

    /// Never inside a character.
    private static List<String> cut(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(from + MOST_CHARACTERS, text.length());
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }
}
