package ai.inhouse.documents;

import java.util.List;
import java.util.Map;

/// What came of reading one file.
public sealed interface Extraction {
    /// Its text.
    ///
    /// @param title empty where the file tells none
    /// @param mediaType as detected from the content
    /// @param attachments files inside it that are documents of their own
    record Text(
            String title,
            String mediaType,
            Map<String, String> metadata,
            List<Section> sections,
            List<Attachment> attachments)
            implements Extraction {
        public Text {
            metadata = Map.copyOf(metadata);
            sections = List.copyOf(sections);
            attachments = List.copyOf(attachments);
        }
    }

    /// Why there is no text, as in "it is encrypted".
    record SetAside(String reason) implements Extraction {}

    /// A file inside another, such as a mail's.
    record Attachment(String name, byte[] content) {}
}
