package ai.inhouse.documents;

import java.util.List;
import java.util.Locale;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.ZeroByteFileException;

/// Reads files on the caller's thread, each by the first reader that knows its format.
public final class InProcessExtractor implements Extractor {
    private static final int MAX_REASON = 200;

    /// Every format, asked in this order; a new one is one line here.
    private static final List<FormatReader> READERS =
            List.of(
                    new MarkdownReader(),
                    new CsvReader(),
                    new HtmlReader(),
                    new MailReader(),
                    new PlainTextReader(),
                    new PdfReader(),
                    TikaReader.openXml(),
                    TikaReader.epub(),
                    TikaReader.openDocument(),
                    TikaReader.richText(),
                    TikaReader.oldOffice());

    /// Made when first needed: listing the types that exist takes Tika a second.
    private static final class Types {
        private static final ContentType DETECTOR = new ContentType();
    }

    @Override
    public Extraction extract(String name, byte[] content) {
        try {
            String type = Types.DETECTOR.detect(name, content);
            for (FormatReader reader : READERS) {
                if (reader.reads(type)) {
                    return usable(reader.read(new SourceContent(name, type, content)));
                }
            }
            return new Extraction.SetAside(unknown(type));
        } catch (UnusableFileException e) {
            return new Extraction.SetAside(e.reason());
        } catch (EncryptedDocumentException e) {
            return new Extraction.SetAside("it is encrypted");
        } catch (ZeroByteFileException e) {
            return new Extraction.SetAside("it is empty");
        } catch (Exception e) {
            return new Extraction.SetAside(damaged(e));
        } catch (StackOverflowError e) {
            return new Extraction.SetAside("its parts are nested too deep");
        } catch (OutOfMemoryError e) {
            return new Extraction.SetAside("reading it takes more memory than there is");
        }
    }

    /// A page that is nothing but front matter (it forwards to another) still says what it is.
    private static Extraction usable(Extraction.Text text) {
        boolean empty =
                text.sections().stream().allMatch(s -> s.heading().isBlank() && s.text().isBlank());
        boolean page = text.mediaType().startsWith("text/") && !text.metadata().isEmpty();
        return empty && !page && text.attachments().isEmpty()
                ? new Extraction.SetAside("there is no text in it")
                : text;
    }

    private static String unknown(String type) {
        return type.equals("application/octet-stream")
                ? "its content is of no known type"
                : "its type, %s, is none that can be read".formatted(type);
    }

    private static String damaged(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String detail = message == null ? cause.getClass().getSimpleName() : message.strip();
        if (detail.toLowerCase(Locale.ROOT).contains("zip bomb")) {
            return "it is a zip bomb: it unpacks to far more than its size";
        }
        String line = detail.lines().findFirst().orElse("");
        return "it is damaged: " + line.substring(0, Math.min(line.length(), MAX_REASON));
    }
}
