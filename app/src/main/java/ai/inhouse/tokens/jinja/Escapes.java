package ai.inhouse.tokens.jinja;

/// Backslash escapes in string literals, as in Python.
final class Escapes {
    private Escapes() {}

    /// Appends what the escape at `at` stands for. One that is unknown stays as it is written.
    ///
    /// @return where the text goes on
    static int decode(String source, int at, StringBuilder text) {
        char c = source.charAt(at + 1);
        switch (c) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case '0' -> text.append('\0');
            case '\\', '\'', '"' -> text.append(c);
            case '\n' -> {}
            case 'x' -> {
                return hex(source, at, 2, text);
            }
            case 'u' -> {
                return hex(source, at, 4, text);
            }
            case 'U' -> {
                return hex(source, at, 8, text);
            }
            default -> text.append('\\').append(c);
        }
        return at + 2;
    }

    private static int hex(String source, int at, int digits, StringBuilder text) {
        int end = at + 2 + digits;
        if (end <= source.length()) {
            try {
                text.appendCodePoint(Integer.parseInt(source, at + 2, end, 16));
                return end;
            } catch (IllegalArgumentException e) {
                // not hexadecimal, or beyond Unicode: it stays as written
            }
        }
        text.append(source, at, at + 2);
        return at + 2;
    }
}
