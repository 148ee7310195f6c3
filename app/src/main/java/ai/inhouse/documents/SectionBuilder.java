package ai.inhouse.documents;

import ai.inhouse.documents.Section.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gathers headings and the blocks under them into sections. Blocks are set apart by a blank line,
/// items of a list by a line break.
final class SectionBuilder {
    private final List<Section> sections = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int level = 1;
    private String heading = "";
    private boolean inList;
    private Optional<Pages> pages = Optional.empty();

    /// Begins a section.
    ///
    /// @param level 1 to 6
    void heading(int level, String heading) {
        close();
        this.level = level;
        this.heading = heading.strip();
    }

    /// On which page the section now goes on.
    void page(int page) {
        pages = Optional.of(new Pages(pages.map(Pages::first).orElse(page), page));
    }

    /// A paragraph, a table or code. Blank ones are dropped.
    void block(String block) {
        append(block.strip(), "\n\n");
        inList = false;
    }

    /// @param depth of nesting, from 0
    /// @param marker `-` or `1.`
    void item(int depth, String marker, String item) {
        if (!item.isBlank()) {
            append("  ".repeat(depth) + marker + " " + item.strip(), inList ? "\n" : "\n\n");
            inList = true;
        }
    }

    List<Section> build() {
        close();
        level = 1;
        heading = "";
        return List.copyOf(sections);
    }

    private void append(String block, String separator) {
        if (!block.isEmpty()) {
            text.append(text.isEmpty() ? "" : separator).append(block);
        }
    }

    private void close() {
        if (!heading.isEmpty() || !text.isEmpty()) {
            sections.add(new Section(level, heading, text.toString(), pages));
        }
        text.setLength(0);
        pages = Optional.empty();
        inList = false;
    }
}
