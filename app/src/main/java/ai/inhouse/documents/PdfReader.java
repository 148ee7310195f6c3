package ai.inhouse.documents;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/// PDF: paragraphs rebuilt from lines, headings told by their type size.
final class PdfReader implements FormatReader {
    private static final String TYPE = "application/pdf";

    @Override
    public boolean reads(String mediaType) {
        return mediaType.equals(TYPE);
    }

    @Override
    public Extraction.Text read(SourceContent content) throws IOException, UnusableFileException {
        try (PDDocument document = Loader.loadPDF(content.bytes())) {
            PDDocumentInformation information = document.getDocumentInformation();
            String title = information.getTitle();
            return new Extraction.Text(
                    title == null || title.startsWith("Untitled") ? "" : title.strip(),
                    TYPE,
                    metadata(document, information),
                    PdfSections.of(PdfLines.of(document)),
                    List.of());
        } catch (InvalidPasswordException e) {
            throw new UnusableFileException("it is encrypted");
        }
    }

    private static Map<String, String> metadata(
            PDDocument document, PDDocumentInformation information) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("pages", String.valueOf(document.getNumberOfPages()));
        if (information.getAuthor() != null && !information.getAuthor().isBlank()) {
            metadata.put("author", information.getAuthor().strip());
        }
        if (information.getCreationDate() != null) {
            metadata.put("created", information.getCreationDate().toInstant().toString());
        }
        if (information.getModificationDate() != null) {
            metadata.put("modified", information.getModificationDate().toInstant().toString());
        }
        return metadata;
    }
}
