package ai.inhouse.documents;

import ai.inhouse.base.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Reads files and the files attached to them. A file that cannot be used is set aside with the
/// reason; it never stops the others.
public final class DocumentReader {
    /// Raised when a change to the readers gives other text for the same file: documents read by an
    /// older version are then read again.
    public static final int VERSION = 2;

    private static final long MAX_BYTES = 100L << 20;
    private static final int MAX_DEPTH = 5;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(60);

    private final Extractor extractor;
    private final long maxBytes;

    public DocumentReader(Extractor extractor, long maxBytes) {
        this.extractor = extractor;
        this.maxBytes = maxBytes;
    }

    /// Up to 100 MiB and a minute for each file.
    public static DocumentReader standard() {
        return new DocumentReader(
                new TimeLimitedExtractor(new InProcessExtractor(), TIME_LIMIT), MAX_BYTES);
    }

    /// One file, or one attachment.
    ///
    /// @param source what tells it from all others
    /// @param name for people
    public record Reading(String source, String name, byte[] content, Extraction extraction) {}

    /// A file's bytes.
    ///
    /// @throws UnusableFileException if it is empty, too large or cannot be read
    byte[] load(SourceFile file) throws UnusableFileException {
        try {
            long size = Files.size(file.path());
            if (size == 0) {
                throw new UnusableFileException("it is empty");
            }
            if (size > maxBytes) {
                throw new UnusableFileException(
                        "it has %s, more than the limit of %s"
                                .formatted(Units.bytes(size), Units.bytes(maxBytes)));
            }
            return Files.readAllBytes(file.path());
        } catch (IOException e) {
            throw new UnusableFileException(FolderSource.reason(e));
        }
    }

    /// What is in a file: first itself, then its attachments, and theirs.
    List<Reading> read(SourceFile file, byte[] content) {
        List<Reading> readings = new ArrayList<>();
        read(file.source(), file.name(), content, 0, readings);
        return readings;
    }

    private void read(
            String source, String name, byte[] content, int depth, List<Reading> readings) {
        Extraction extraction =
                content.length == 0
                        ? new Extraction.SetAside("it is empty")
                        : extractor.extract(name, content);
        readings.add(new Reading(source, name, content, extraction));
        if (extraction instanceof Extraction.Text text && depth < MAX_DEPTH) {
            int number = 0;
            for (Extraction.Attachment attachment : text.attachments()) {
                number++;
                String below = "/%d-%s".formatted(number, plain(attachment.name()));
                read(source + below, name + below, attachment.content(), depth + 1, readings);
            }
        }
    }

    /// A name given by a stranger: no way up or down, no control characters.
    private static String plain(String name) {
        return name.replaceAll("[/\\\\\\p{Cntrl}]", "_");
    }
}
