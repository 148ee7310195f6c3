package ai.inhouse.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What to call a document: what it says itself, its first heading, or its file's name.
final class Titles {
    private Titles() {}

    private static final int MAX_LENGTH = 300;

    static String of(Extraction.Text text, String name) {
        return Stream.concat(
                        Stream.of(text.title()), text.sections().stream().map(Section::heading))
                .map(Titles::line)
                .filter(title -> !title.isEmpty())
                .findFirst()
                .orElseGet(() -> fromName(name));
    }

    /// What a stranger's file says of itself, as one line that a database takes: no control
    /// characters, no end of length.
    static String line(String text) {
        String line = Blanks.collapseControls(text).strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }

    /// The sections under their title, which readers see above the text though it stands elsewhere:
    /// in front matter, or as a mail's subject. Nothing changes where a heading of the first level
    /// is.
    static List<Section> above(String title, List<Section> sections) {
        boolean headed = sections.stream().anyMatch(s -> s.level() == 1 && !s.heading().isEmpty());
        if (headed || title.isBlank()) {
            return sections;
        }
        List<Section> titled = new ArrayList<>(sections);
        boolean open = !sections.isEmpty() && sections.getFirst().heading().isEmpty();
        Section first = open ? titled.removeFirst() : new Section(1, "", "");
        titled.addFirst(new Section(1, title.strip(), first.text(), first.pages()));
        return titled;
    }

    /// `guides/leave_policy-2026.pdf` is "leave policy 2026".
    static String fromName(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        String stem = dot > 0 ? file.substring(0, dot) : file;
        return stem.replaceAll("[_\\s-]+", " ").strip();
    }
}
