package ai.inhouse.documents;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;

/// Tells a file's type from its content. The name decides only between kinds of text, which look
/// alike.
final class ContentType {
    private static final Map<String, String> TEXT_KINDS =
            Map.of(
                    "md",
                    MarkdownReader.TYPE,
                    "markdown",
                    MarkdownReader.TYPE,
                    "csv",
                    "text/csv",
                    "tsv",
                    "text/tab-separated-values",
                    "eml",
                    MailReader.TYPE,
                    "txt",
                    "text/plain");

    private static final Set<String> PAGES = Set.of("html", "htm");

    private final Detector detector = new DefaultDetector();

    /// The media type, without parameters.
    String detect(String name, byte[] bytes) throws IOException {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String named = TEXT_KINDS.getOrDefault(extension, "");
        if (!named.isEmpty() && PlainBytes.isText(bytes, named.equals(MarkdownReader.TYPE))) {
            return named;
        }
        if (PAGES.contains(extension) && PlainBytes.isHtml(bytes)) {
            return "text/html";
        }
        String detected = detected(name, bytes);
        String kind = named.isEmpty() ? detected : named;
        boolean html = detected.equals("text/html") && !kind.equals(MarkdownReader.TYPE);
        return isTextOfSomeKind(detected) && !html ? kind : detected;
    }

    private String detected(String name, byte[] bytes) throws IOException {
        Metadata metadata = new Metadata();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
        try (TikaInputStream in = TikaInputStream.get(bytes)) {
            return detector.detect(in, metadata).getBaseType().toString();
        }
    }

    /// Mail is taken for what it is only by its name: minutes, too, begin with `From:` or `Date:`.
    /// Bytes of no known type may be text in a rare encoding.
    private static boolean isTextOfSomeKind(String detected) {
        return detected.startsWith("text/")
                || detected.equals(MailReader.TYPE)
                || detected.equals("application/mbox")
                || detected.equals("application/octet-stream");
    }
}
