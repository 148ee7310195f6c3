package ai.inhouse.corpus;

import ai.inhouse.documents.Blanks;
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
    private static final char SOFT_HYPHEN = '\u00AD';
    private static final char NO_BREAK_SPACE = '\u00A0';

    /// Zero-width space, word joiner, byte-order mark, direction marks, and the character that
    /// stands for undecodable bytes. The joiners U+200C and U+200D stay: some scripts need them.
    private static final String INVISIBLE = "\u200B\u2060\uFEFF\u200E\u200F\uFFFD";

    private static final String WIDE_SPACES = "\u202F\u205F\u3000";

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
            String heading = Blanks.collapse(characters(section.heading())).strip();
            String text = lines(characters(section.text()));
            if (!heading.isEmpty() || !text.isEmpty()) {
                sections.add(section.with(heading, text));
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
        if (isPlain(text)) {
            return text;
        }
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder clean = new StringBuilder(composed.length());
        for (int i = 0; i < composed.length(); i++) {
            char c = composed.charAt(i);
            if ((c >= ' ' && c < 0x7F) || c == '\n' || c == '\t') {
                clean.append(c);
            } else if (c == '\r' || c == '\u2028' || c == '\u2029') {
                boolean followed = i + 1 < composed.length() && composed.charAt(i + 1) == '\n';
                clean.append(followed ? "" : "\n");
            } else if (isSpace(c)) {
                clean.append(' ');
            } else if (!isInvisible(c)) {
                clean.append(c);
            }
        }
        return clean.toString();
    }

    /// Whether all of it is ASCII that stays as it is, as nearly all text is.
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= ' ' && c < 0x7F) || c == '\n' || c == '\t')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(char c) {
        return c == NO_BREAK_SPACE
                || (c >= '\u2000' && c <= '\u200A')
                || WIDE_SPACES.indexOf(c) >= 0;
    }

    private static boolean isInvisible(char c) {
        return Character.isISOControl(c) || c == SOFT_HYPHEN || INVISIBLE.indexOf(c) >= 0;
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
        String words = line.strip();
        if (mayBePageNumber(words) && PAGE_NUMBER.matcher(words).matches()) {
            return "";
        }
        boolean wide = line.indexOf('\t') >= 0 || line.contains("  ");
        return (wide ? SPACES.matcher(line).replaceAll(" ") : line).stripTrailing();
    }

    /// By the ends alone, which rule out nearly every line.
    private static boolean mayBePageNumber(String words) {
        return !words.isEmpty()
                && "pPsS0123456789-\u2013".indexOf(words.charAt(0)) >= 0
                && "0123456789-\u2013".indexOf(words.charAt(words.length() - 1)) >= 0;
    }
}
