package ai.inhouse.documents;

import ai.inhouse.base.Hash;
import ai.inhouse.identity.AccessLabel;
import java.util.List;
import java.util.Map;

/// One document as read: its text in sections, and where it came from.
///
/// @param id hash of the original bytes
/// @param name path below the folder that was added, with forward slashes
/// @param title from metadata, the first heading, or the file's name
/// @param mediaType as detected from the content, as in `application/pdf`
/// @param metadata owner, dates, front matter: whatever the file says of itself
/// @param sections in reading order
public record Document(
        Hash id,
        String name,
        String title,
        String mediaType,
        Map<String, String> metadata,
        List<Section> sections,
        AccessLabel label) {
    public Document {
        metadata = Map.copyOf(metadata);
        sections = List.copyOf(sections);
    }

    /// The whole text as Markdown: headings as `#` lines, paragraphs and tables between.
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Section section : sections) {
            if (!section.heading().isEmpty()) {
                text.append("#".repeat(section.level())).append(' ');
                text.append(section.heading()).append("\n\n");
            }
            if (!section.text().isEmpty()) {
                text.append(section.text()).append("\n\n");
            }
        }
        return text.toString().strip();
    }
}
