package ai.inhouse.corpus.pii;

/// The one pass over a text that finds its anchors.
final class AnchorPass {
    private static final int ANY_LENGTH = Integer.MAX_VALUE;
    private static final int LONG_CODE = 20;
    private static final int LONGEST_CODE = 4096;
    private static final int LONGEST_NUMBER = 48;
    private static final int SHORT_CAPITALS = 4;
    private static final String JOINERS = "-_.~";

    /// Hears of each anchor; the length is digits of a number, characters of a code.
    interface Heard {
        void place(Place place, int length);
    }

    private final String text;
    private final Keywords keywords;
    private final Heard heard;
    private int codeEnd;

    AnchorPass(String text, Keywords keywords, Heard heard) {
        this.text = text;
        this.keywords = keywords;
        this.heard = heard;
    }

    void run() {
        tell(Anchor.TEXT, 0, text.length(), text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (isWord(c)) {
                i = word(i);
            } else {
                if (c == '@') {
                    tell(Anchor.AT_SIGN, i, i + 1, ANY_LENGTH);
                } else if (c == ':') {
                    colon(i);
                } else if (c == '-' && text.startsWith("-----BEGIN", i)) {
                    tell(Anchor.ARMOUR, i, i + 10, ANY_LENGTH);
                    i += 4;
                }
                i++;
            }
        }
    }

    /// @return the word's end
    private int word(int start) {
        char first = text.charAt(start);
        boolean digit = isDigit(first);
        int end = start + 1;
        boolean mixed = false;
        while (end < text.length() && isWord(text.charAt(end))) {
            mixed |= isDigit(text.charAt(end)) != digit;
            end++;
        }
        if (digit) {
            number(start);
        } else if (isUpper(first)) {
            tell(Anchor.CAPITALIZED, start, end, end - start);
        }
        if (!digit && keywords.isOne(text, start, end)) {
            tell(Anchor.KEYWORD, start, end, end - start);
        }
        if (start >= codeEnd) {
            code(start, end, digit, mixed);
        }
        return end;
    }

    private void number(int group) {
        int digits = 0;
        int limit = Math.min(text.length(), group + LONGEST_NUMBER);
        int end = group;
        for (int i = group; i < limit; i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                digits++;
                end = i + 1;
            } else if (" -./():,\u00A0\u2013\u2011".indexOf(c) < 0 || i - end > 1) {
                break;
            }
        }
        tell(Anchor.NUMBER, group, end, digits);
    }

    /// All that is joined to the word by the characters that codes use.
    private void code(int start, int wordEnd, boolean digitFirst, boolean mixedWord) {
        boolean digits = digitFirst || mixedWord;
        boolean letters = !digitFirst || mixedWord;
        int end = wordEnd;
        int limit = Math.min(text.length(), start + LONGEST_CODE);
        while (end < limit) {
            char c = text.charAt(end);
            boolean word = isWord(c);
            if (!word && JOINERS.indexOf(c) < 0) {
                break;
            }
            digits |= isDigit(c);
            letters |= word && !isDigit(c);
            end++;
        }
        codeEnd = end;
        boolean code = (digits && letters) || end - start >= LONG_CODE;
        if (code || isShortCapitals(start, wordEnd)) {
            tell(Anchor.CODE, start, end, Math.max(end - start, code ? 0 : LONG_CODE));
        }
    }

    /// `AB` in `AB 12 34 56 C`.
    private boolean isShortCapitals(int start, int end) {
        if (end - start > SHORT_CAPITALS || end + 1 >= text.length()) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (!isUpper(text.charAt(i))) {
                return false;
            }
        }
        char next = text.charAt(end);
        return (next == ' ' || next == '-' || next == '.') && isWord(text.charAt(end + 1));
    }

    private void colon(int at) {
        if (text.startsWith("://", at)) {
            tell(Anchor.URL, at, at + 3, ANY_LENGTH);
        } else if ((at >= 1 && isHex(text.charAt(at - 1))) || text.startsWith("::", at)) {
            int next = text.startsWith("::", at) ? at + 1 : text.indexOf(':', at + 1);
            if (next > 0 && next - at <= 5 && isFirstColon(at)) {
                tell(Anchor.COLONS, at, at + 1, ANY_LENGTH);
            }
        }
    }

    private boolean isFirstColon(int at) {
        for (int i = at - 1; i >= Math.max(0, at - 5); i--) {
            char c = text.charAt(i);
            if (c == ':') {
                return false;
            }
            if (!isHex(c)) {
                return true;
            }
        }
        return true;
    }

    private void tell(Anchor anchor, int start, int end, int length) {
        heard.place(new Place(text, anchor, start, end), length);
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || isDigit(c)
                || (c >= 0x80 && Character.isLetter(c));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isUpper(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 0x80 && Character.isUpperCase(c));
    }

    private static boolean isHex(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
