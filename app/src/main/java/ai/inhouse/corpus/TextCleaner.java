package ai.inhouse.corpus;

import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Brings text into one form: composed Unicode (NFC), no control or invisible characters, one kind
/// of line end and space, no page numbers left from paper. Words, tables and the indentation of
/// code stay as they are.
final class TextCleaner {
    /// Control characters; soft hyphens; zero-width spaces; byte-order marks; direction marks;
    /// characters that stand for undecodable bytes. Joiners stay: some scripts need them.
    private static final Pattern INVISIBLE =
            Pattern.compile(
                    "[\\p{Cntrl}&&[^\\n\\t]]|[\\u00AD\\u200B\\u2060\\uFEFF\\u200E\\u200F\\uFFFD]");

    private static final Pattern SPACE = Pattern.compile("[\\u00A0\\u2000-\\u200A\\u202F\\u3000]");
    private static final Pattern SPACES = Pattern.compile("(?<=\\S)[ \\t]{2,}|\\t");
    private static final Pattern PAGE_NUMBER =
            Pattern.compile(
                    "(?i)(?:page|seite)\\s+\\d{1,4}(?:\\s*(?:of|von|/)\\s*\\d{1,4})?"
                            + "|\\d{1,4}\\s+(?:of|von)\\s+\\d{1,4}|[-–]\\s*\\d{1,4}\\s*[-–]");

    private TextCleaner() {}

    /// The document with its text cleaned; sections left with neither heading nor text are dropped.
    static Document clean(Document document) {
        List<Section> sections = new ArrayList<>();
        for (Section section : document.sections()) {
            String heading = characters(section.heading()).replaceAll("\\s+", " ").strip();
            String text = lines(characters(section.text()));
            if (!heading.isEmpty() || !text.isEmpty()) {
                sections.add(new Section(section.level(), heading, text));
            }
        }
        return new Document(
                document.id(),
                document.name(),
                characters(document.title()).strip(),
                document.mediaType(),
                document.metadata(),
                sections,
                document.label());
    }

    private static String characters(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        String lines = composed.replace("\r\n", "\n").replace('\r', '\n');
        lines = lines.replace('\u2028', '\n').replace('\u2029', '\n');
        return SPACE.matcher(INVISIBLE.matcher(lines).replaceAll("")).replaceAll(" ");
    }

    private static String lines(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        boolean code = false;
        int blank = 0;
        for (String line : text.lines().toList()) {
            boolean fence = line.stripLeading().startsWith("```");
            code ^= fence;
            String kept = code || fence ? line.stripTrailing() : line(line);
            if (kept.isEmpty()) {
                blank++;
                continue;
            }
            clean.append(clean.isEmpty() ? "" : blank > 0 ? "\n\n" : "\n").append(kept);
            blank = 0;
        }
        return clean.toString();
    }

    private static String line(String line) {
        if (PAGE_NUMBER.matcher(line.strip()).matches()) {
            return "";
        }
        return SPACES.matcher(line).replaceAll(" ").stripTrailing();
    }
}
