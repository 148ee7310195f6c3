package ai.inhouse.documents;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Text without marks: one section.
final class PlainTextReader implements FormatReader {
    @Override
    public boolean reads(String mediaType) {
        return mediaType.startsWith("text/");
    }

    @Override
    public Extraction.Text read(SourceContent content) throws UnusableFileException {
        SectionBuilder sections = new SectionBuilder();
        sections.block(content.text().lines().collect(Collectors.joining("\n")));
        return new Extraction.Text("", "text/plain", Map.of(), sections.build(), List.of());
    }
}
