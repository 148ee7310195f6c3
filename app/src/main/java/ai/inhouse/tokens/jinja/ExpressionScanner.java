package ai.inhouse.tokens.jinja;

import ai.inhouse.tokens.jinja.Token.Kind;
import java.util.List;

/// Reads one token inside a tag.
record ExpressionScanner(String source, int line, List<Token> tokens) {
    int token(int at) {
        char c = source.charAt(at);
        if (c == '"' || c == '\'') {
            return string(at, c);
        }
        if (Character.isDigit(c)) {
            return number(at);
        }
        if (Character.isLetter(c) || c == '_') {
            int end = at;
            while (end < source.length() && isNamePart(source.charAt(end))) {
                end++;
            }
            return add(Kind.NAME, source.substring(at, end), end);
        }
        String two = source.substring(at, Math.min(at + 2, source.length()));
        if (List.of("==", "!=", "<=", ">=", "//", "**").contains(two)) {
            return add(Kind.OPERATOR, two, at + 2);
        }
        if ("+-*/%~<>=.:|,()[]{}".indexOf(c) < 0) {
            throw new JinjaError(line, "'" + c + "' is not understood here");
        }
        return add(Kind.OPERATOR, String.valueOf(c), at + 1);
    }

    private int number(int at) {
        int end = digits(at);
        boolean fraction = isDigitAfter(end, '.');
        if (fraction) {
            end = digits(end + 1);
        }
        boolean exponent = isDigitAfter(end, 'e') || isDigitAfter(end, 'E');
        if (exponent) {
            end = digits(end + 1);
        }
        String text = source.substring(at, end).replace("_", "");
        return add(fraction || exponent ? Kind.FLOAT : Kind.INTEGER, text, end);
    }

    private boolean isDigitAfter(int at, char mark) {
        return at + 1 < source.length()
                && source.charAt(at) == mark
                && Character.isDigit(source.charAt(at + 1));
    }

    private int digits(int at) {
        int end = at;
        while (end < source.length()
                && (Character.isDigit(source.charAt(end)) || source.charAt(end) == '_')) {
            end++;
        }
        return end;
    }

    private int string(int at, char quote) {
        StringBuilder text = new StringBuilder();
        int i = at + 1;
        while (i < source.length() && source.charAt(i) != quote) {
            if (source.charAt(i) == '\\' && i + 1 < source.length()) {
                i = Escapes.decode(source, i, text);
            } else {
                text.append(source.charAt(i++));
            }
        }
        if (i >= source.length()) {
            throw new JinjaError(line, "a string is not closed");
        }
        return add(Kind.STRING, text.toString(), i + 1);
    }

    private int add(Kind kind, String text, int end) {
        tokens.add(new Token(kind, text, line));
        return end;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
