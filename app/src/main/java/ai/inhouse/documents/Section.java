package ai.inhouse.documents;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/// A heading and what stands under it, up to the next heading.
///
/// @param level 1 to 6; text before the first heading has level 1 and an empty heading
/// @param heading without its marker
/// @param text Markdown: paragraphs, lists, `| a | b |` tables
/// @param pages where it stands in the document; empty where the format has no pages
public record Section(
        int level,
        String heading,
        String text,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Pages> pages) {
    public Section(int level, String heading, String text) {
        this(level, heading, text, Optional.empty());
    }

    /// @param first from 1
    /// @param last at least the first
    public record Pages(int first, int last) {
        /// `3` or `3-5`.
        @Override
        public String toString() {
            return first == last ? String.valueOf(first) : first + "-" + last;
        }
    }

    /// The same section with other words.
    public Section with(String newHeading, String newText) {
        return new Section(level, newHeading, newText, pages);
    }
}
