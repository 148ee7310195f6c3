package ai.inhouse.documents;

/// Runs of blanks made one space: what `replaceAll("\\s+", " ")` gives, without an expression's
/// cost for every line of every document.
public final class Blanks {
    private static final char DELETE = 0x7F;

    private Blanks() {}

    /// Each run of spaces, tabs and line breaks (the six characters of `\s`) becomes one space.
    public static String collapse(String text) {
        return collapse(text, false);
    }

    /// So does each run with control characters in it.
    static String collapseControls(String text) {
        return collapse(text, true);
    }

    private static String collapse(String text, boolean controls) {
        int at = firstToChange(text, controls);
        if (at == text.length()) {
            return text;
        }
        StringBuilder collapsed = new StringBuilder(text.length()).append(text, 0, at);
        boolean inRun = false;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean blank = isBlank(c) || (controls && isControl(c));
            if (!blank) {
                collapsed.append(c);
            } else if (!inRun) {
                collapsed.append(' ');
            }
            inRun = blank;
        }
        return collapsed.toString();
    }

    /// Most text is as it should be. A run that is to change is returned from its begin on.
    private static int firstToChange(String text, boolean controls) {
        boolean afterSpace = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = c == ' ';
            if ((space && afterSpace) || (!space && (isBlank(c) || (controls && isControl(c))))) {
                return afterSpace ? i - 1 : i;
            }
            afterSpace = space;
        }
        return text.length();
    }

    static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isControl(char c) {
        return c < ' ' || c == DELETE;
    }
}
