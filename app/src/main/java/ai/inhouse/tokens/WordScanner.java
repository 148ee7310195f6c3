package ai.inhouse.tokens;

/// Cuts UTF-8 text into the words inside which merges are learned: equal to repeatedly matching
/// [#REGEX], but written by hand because a regular expression engine would take most of the
/// training time.
///
/// Every byte belongs to exactly one word. A line break followed by something that is no white
/// space always ends a word, so text may be cut there and its pieces scanned apart.
final class WordScanner {
    /// A word with the space before it, or a single digit, so that a number is always spelled the
    /// same way. It is the expression of Qwen 2, which other programs know by that name.
    static final String REGEX =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
                    + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final int LETTER = 0;
    private static final int NUMBER = 1;
    private static final int LINE_BREAK = 2;
    private static final int SPACE = 3;
    private static final int OTHER = 4;
    private static final int END = 5;
    private static final byte[] ASCII = asciiKinds();

    private final byte[] text;
    private final int limit;

    /// @param text well-formed UTF-8
    /// @param limit where the text ends
    WordScanner(byte[] text, int limit) {
        this.text = text;
        this.limit = limit;
    }

    /// Where the word that begins at `from` ends.
    int end(int from) {
        int kind = kind(from);
        int second = from + size(from);
        int next = kind(second);
        return switch (kind) {
            case LETTER -> letters(second);
            case NUMBER -> second;
            case OTHER -> {
                int contraction = text[from] == '\'' ? contraction(second) : 0;
                if (contraction > 0) {
                    yield second + contraction;
                }
                yield next == LETTER ? letters(second) : symbols(second);
            }
            case SPACE -> {
                if (next == LETTER) {
                    yield letters(second);
                }
                yield next == OTHER && text[from] == ' ' ? symbols(second) : whiteSpace(from);
            }
            default -> whiteSpace(from);
        };
    }

    private int letters(int from) {
        int at = from;
        while (kind(at) == LETTER) {
            at += size(at);
        }
        return at;
    }

    private int symbols(int from) {
        int at = from;
        while (kind(at) == OTHER) {
            at += size(at);
        }
        while (kind(at) == LINE_BREAK) {
            at++;
        }
        return at;
    }

    /// White space goes up to its last line break; else all but the last character of it, which
    /// belongs to what follows.
    private int whiteSpace(int from) {
        int afterBreak = from;
        int last = from;
        int at = from;
        for (int kind = kind(at); kind == SPACE || kind == LINE_BREAK; kind = kind(at)) {
            last = at;
            at += size(at);
            afterBreak = kind == LINE_BREAK ? at : afterBreak;
        }
        if (afterBreak > from) {
            return afterBreak;
        }
        return at >= limit || last == from ? at : last;
    }

    /// Bytes of an English contraction's ending after its apostrophe, or 0. The long s (U+017F) is
    /// an s to a regular expression that ignores case.
    private int contraction(int at) {
        int first = lower(at);
        int second = lower(at + 1);
        return switch (first) {
            case 's', 't', 'm', 'd' -> 1;
            case 'r', 'v' -> second == 'e' ? 2 : 0;
            case 'l' -> second == 'l' ? 2 : 0;
            case 0xC5 -> second == 0xBF ? 2 : 0;
            default -> 0;
        };
    }

    private int lower(int at) {
        if (at >= limit) {
            return 0;
        }
        int unit = text[at] & 0xFF;
        return unit >= 'A' && unit <= 'Z' ? unit | 0x20 : unit;
    }

    private int kind(int at) {
        if (at >= limit) {
            return END;
        }
        byte unit = text[at];
        return unit >= 0 ? ASCII[unit] : kindOf(codePoint(at));
    }

    private int size(int at) {
        int unit = text[at];
        if (unit >= 0) {
            return 1;
        }
        return unit < (byte) 0xE0 ? 2 : unit < (byte) 0xF0 ? 3 : 4;
    }

    private int codePoint(int at) {
        int unit = text[at] & 0xFF;
        return switch (size(at)) {
            case 2 -> ((unit & 0x1F) << 6) | low(at + 1);
            case 3 -> ((unit & 0x0F) << 12) | (low(at + 1) << 6) | low(at + 2);
            default ->
                    ((unit & 0x07) << 18) | (low(at + 1) << 12) | (low(at + 2) << 6) | low(at + 3);
        };
    }

    private int low(int at) {
        return text[at] & 0x3F;
    }

    private static int kindOf(int codePoint) {
        if (Character.isLetter(codePoint)) {
            return LETTER;
        }
        return switch (Character.getType(codePoint)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
                    NUMBER;
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    SPACE;
            default -> codePoint == 0x85 ? SPACE : OTHER;
        };
    }

    private static byte[] asciiKinds() {
        byte[] kinds = new byte[128];
        for (int c = 0; c < kinds.length; c++) {
            kinds[c] = (byte) kindOf(c);
        }
        for (char c : "\t\u000B\f ".toCharArray()) {
            kinds[c] = SPACE;
        }
        kinds['\r'] = LINE_BREAK;
        kinds['\n'] = LINE_BREAK;
        return kinds;
    }
}
