package ai.inhouse.tokens.jinja;

import ai.inhouse.tokens.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/// Cuts a template into tokens. White space around tags is treated as transformers sets it up:
/// `trim_blocks` (a line break after a block tag is not output) and `lstrip_blocks` (nor is the
/// indentation before one), besides the minus signs that a template writes itself.
final class Lexer {
    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    /// Whether what comes next stands at the beginning of a line.
    private boolean lineStart = true;

    /// Whether white space at the beginning of the next text is dropped.
    private boolean trimNext;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        if (source.endsWith("\n")) {
            source = source.substring(0, source.length() - 1);
        }
        Lexer lexer = new Lexer(source);
        lexer.scan();
        return lexer.tokens;
    }

    private void scan() {
        while (at < source.length()) {
            int tag = nextTag();
            if (tag < 0) {
                data(source.substring(at), false);
                break;
            }
            String text = source.substring(at, tag);
            char kind = source.charAt(tag + 1);
            char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
            data(withoutIndent(text, kind, sign), sign == '-');
            advance(tag + (sign == '-' || sign == '+' ? 3 : 2));
            switch (kind) {
                case '#' -> comment();
                case '%' -> block();
                default -> output();
            }
        }
        add(Kind.END, "");
    }

    private int nextTag() {
        for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
            if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private void advance(int to) {
        for (int i = at; i < to; i++) {
            line += source.charAt(i) == '\n' ? 1 : 0;
        }
        lineStart = to > 0 && source.charAt(to - 1) == '\n';
        at = to;
    }

    private void data(String text, boolean trimEnd) {
        String kept = trimNext ? text.stripLeading() : text;
        kept = trimEnd ? kept.stripTrailing() : kept;
        trimNext = false;
        if (!kept.isEmpty()) {
            add(Kind.DATA, kept);
        }
    }

    /// Drops the indentation of a block or comment that is the first thing in its line.
    private String withoutIndent(String text, char kind, char sign) {
        int lineBegin = text.lastIndexOf('\n') + 1;
        boolean first = lineBegin > 0 || lineStart;
        boolean strips = kind != '{' && sign != '-' && sign != '+';
        return strips && first && text.substring(lineBegin).isBlank()
                ? text.substring(0, lineBegin)
                : text;
    }

    private void comment() {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw new JinjaError(line, "a comment {# has no end");
        }
        advance(end);
        boolean minus = source.charAt(end - 1) == '-';
        boolean plus = source.charAt(end - 1) == '+';
        closeTag(minus, !minus && !plus);
    }

    private void block() {
        if (raw()) {
            return;
        }
        add(Kind.BLOCK_BEGIN, "");
        expression('%');
        boolean minus = source.charAt(at) == '-';
        boolean plus = source.charAt(at) == '+';
        at += minus || plus ? 1 : 0;
        add(Kind.BLOCK_END, "");
        closeTag(minus, !minus && !plus);
    }

    private void output() {
        add(Kind.OUTPUT_BEGIN, "");
        expression('}');
        boolean minus = source.charAt(at) == '-';
        at += minus ? 1 : 0;
        add(Kind.OUTPUT_END, "");
        closeTag(minus, false);
    }

    /// Steps over the two characters of a closing tag.
    private void closeTag(boolean trim, boolean dropLineBreak) {
        int to = at + 2;
        boolean breaks = dropLineBreak && to < source.length() && source.charAt(to) == '\n';
        advance(breaks ? to + 1 : to);
        trimNext = trim;
    }

    /// Takes `{% raw %}...{% endraw %}` as text.
    private boolean raw() {
        int close = source.indexOf("%}", at);
        if (close < 0 || !source.substring(at, close).strip().equals("raw")) {
            return false;
        }
        int end = source.indexOf("{% endraw %}", close);
        if (end < 0) {
            throw new JinjaError(line, "raw has no {% endraw %}");
        }
        add(Kind.DATA, source.substring(close + 2, end));
        advance(end + "{% endraw ".length());
        closeTag(false, true);
        return true;
    }

    /// Reads up to the tag's end, and leaves the position at its first character or sign.
    ///
    /// @param closer `%` or `}`
    private void expression(char closer) {
        int nesting = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (Character.isWhitespace(c)) {
                advance(at + 1);
                continue;
            }
            int tagAt = c == '-' || (c == '+' && closer == '%') ? at + 1 : at;
            if (nesting == 0 && source.startsWith(closer + "}", tagAt)) {
                return;
            }
            nesting += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            if (nesting < 0) {
                throw new JinjaError(line, "'" + c + "' closes nothing");
            }
            at = new ExpressionScanner(source, line, tokens).token(at);
        }
        throw new JinjaError(line, "a tag is not closed");
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }
}
