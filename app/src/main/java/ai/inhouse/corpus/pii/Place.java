package ai.inhouse.corpus.pii;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A place in a text that recognizers look at, with what stands around it. For one thread.
public final class Place {
    /// No value of a form is longer, but for keys in armour.
    private static final int LONGEST = 512;

    private static final int BEFORE = 56;
    private static final int AFTER = 24;
    private static final int LONGEST_WORD = 64;
    private static final int TABLE = 8192;

    private final String text;
    private final Anchor anchor;
    private final int start;
    private final int end;
    private @Nullable String context;

    /// @param end after what the anchor itself covers
    Place(String text, Anchor anchor, int start, int end) {
        this.text = text;
        this.anchor = anchor;
        this.start = start;
        this.end = end;
    }

    public String text() {
        return text;
    }

    public Anchor anchor() {
        return anchor;
    }

    public int start() {
        return start;
    }

    public int end() {
        return end;
    }

    /// Where the word begins that the place stands in or behind.
    public int wordStart() {
        int first = start;
        while (first > 0 && isWord(first - 1)) {
            first--;
        }
        return first;
    }

    public String value() {
        return text.substring(start, end);
    }

    /// The form, if it begins here and ends where a word may end.
    public Optional<MatchResult> match(Pattern form) {
        return match(form, start);
    }

    /// The same from another place on.
    public Optional<MatchResult> match(Pattern form, int from) {
        Matcher matcher = form.matcher(text);
        matcher.region(from, Math.min(text.length(), from + LONGEST));
        matcher.useTransparentBounds(true);
        return matcher.lookingAt() && !isWord(matcher.end()) && matcher.end() > from
                ? Optional.of(matcher.toMatchResult())
                : Optional.empty();
    }

    /// Whether the character at an index belongs to a word; not beyond the text.
    public boolean isWord(int index) {
        return index >= 0 && index < text.length() && Character.isLetterOrDigit(text.charAt(index));
    }

    /// The character at an index, or a blank beyond the text.
    public char at(int index) {
        return index >= 0 && index < text.length() ? text.charAt(index) : ' ';
    }

    /// Whether one of the words stands near: shortly before, right after, or above it in a table.
    ///
    /// @param words in lower case
    /// @return how far the nearest is; of words that end at the same place the longer one is nearer
    public OptionalInt near(Collection<String> words) {
        String around = context();
        int middle = around.indexOf('\u0000');
        int least = Integer.MAX_VALUE;
        for (String word : words) {
            for (int i = around.indexOf(word); i >= 0; i = around.indexOf(word, i + 1)) {
                if (isWhole(around, i, i + word.length())) {
                    int gap = i < middle ? middle - i - word.length() : AFTER + i - middle;
                    least = Math.min(least, gap * LONGEST_WORD - word.length());
                }
            }
        }
        return least == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(least);
    }

    /// Whether one of the words stands at the head of this place's column in a Markdown table.
    ///
    /// @param words in lower case
    public boolean column(Collection<String> words) {
        String head = column().toLowerCase(Locale.ROOT);
        return !head.isEmpty()
                && words.stream()
                        .anyMatch(
                                word -> {
                                    int at = head.indexOf(word);
                                    return at >= 0 && isWhole(head, at, at + word.length());
                                });
    }

    private static boolean isWhole(String text, int from, int to) {
        boolean before = from > 0 && Character.isLetterOrDigit(text.charAt(from - 1));
        boolean after = to < text.length() && Character.isLetterOrDigit(text.charAt(to));
        return !before && !after;
    }

    private String context() {
        String known = context;
        if (known == null) {
            String after = text.substring(end, Math.min(text.length(), end + AFTER));
            int newline = after.indexOf('\n');
            after = newline < 0 ? after : after.substring(0, newline);
            String before = before();
            known = (before + "\u0000" + after + "\u0000" + column()).toLowerCase(Locale.ROOT);
            context = known;
        }
        return known;
    }

    /// What stands before in the same paragraph, or in the one before if this place begins its own.
    private String before() {
        String before = text.substring(Math.max(0, start - BEFORE), start);
        int paragraph = before.stripTrailing().lastIndexOf("\n\n");
        return paragraph < 0 ? before : before.substring(paragraph);
    }

    /// The head of the column that this place stands in, if it stands in a Markdown table.
    private String column() {
        int line = text.lastIndexOf('\n', start - 1) + 1;
        if (line >= text.length() || text.charAt(line) != '|') {
            return "";
        }
        int number = (int) text.substring(line, start).chars().filter(c -> c == '|').count();
        int head = line;
        while (head > 0 && line - head < TABLE) {
            int above = text.lastIndexOf('\n', head - 2) + 1;
            if (text.charAt(above) != '|') {
                break;
            }
            head = above;
        }
        int headEnd = text.indexOf('\n', head);
        String[] cells =
                text.substring(head, headEnd < 0 ? text.length() : headEnd).split("\\|", -1);
        return head == line || number >= cells.length ? "" : cells[number].strip();
    }
}
