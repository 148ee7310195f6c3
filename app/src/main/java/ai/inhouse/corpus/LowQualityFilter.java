package ai.inhouse.corpus;

import ai.inhouse.documents.Document;
import java.util.Locale;

/// Removes what is not language: dumps, drawings in characters, undecoded data. It shows in few
/// letters and digits, or in words that are far too long.
final class LowQualityFilter implements SingleDocumentFilter {
    private static final double MIN_LETTER_SHARE = 0.5;
    private static final int LONG_WORD = 60;
    private static final double MAX_LONG_SHARE = 0.3;

    @Override
    public String name() {
        return "low_quality";
    }

    @Override
    public String reason(Document document) {
        String text = document.text();
        double letters = letterShare(text);
        if (letters < MIN_LETTER_SHARE) {
            return percent(letters) + " letters and digits";
        }
        double longWords = longWordShare(text);
        return longWords > MAX_LONG_SHARE
                ? "%s of the text in runs of more than %d letters"
                        .formatted(percent(longWords), LONG_WORD)
                : "";
    }

    /// Of all characters but blanks and the lines of tables.
    private static double letterShare(String text) {
        int letters = 0;
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean counts = !Character.isWhitespace(c) && c != '|' && c != '-';
            all += counts ? 1 : 0;
            letters += counts && isLetter(c) ? 1 : 0;
        }
        return all == 0 ? 1 : letters / (double) all;
    }

    /// Combining marks and halves of rare letters belong to letters.
    private static boolean isLetter(char c) {
        return Character.isLetterOrDigit(c)
                || Character.isSurrogate(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    /// Scripts without spaces between words (ideographs, Thai) have no long words.
    private static double longWordShare(String text) {
        int run = 0;
        int inLong = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean ascii = i < text.length() && text.charAt(i) < 128;
            if (ascii && Character.isLetterOrDigit(text.charAt(i))) {
                run++;
            } else {
                inLong += run > LONG_WORD ? run : 0;
                run = 0;
            }
        }
        return text.isEmpty() ? 0 : inLong / (double) text.length();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * share);
    }
}
