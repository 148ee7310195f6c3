package ai.inhouse.tokens.jinja;

import ai.inhouse.tokens.jinja.Token.Kind;
import java.util.List;

/// Tokens, read one after another.
final class TokenStream {
    private static final int DEEPEST = 100;

    private final List<Token> tokens;
    private int at;
    private int depth;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    /// The token after the next one.
    Token peekSecond() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    boolean isOperator(String text) {
        return peek().is(Kind.OPERATOR, text);
    }

    boolean isName(String text) {
        return peek().is(Kind.NAME, text);
    }

    /// Takes the operator if it comes next.
    boolean skipOperator(String text) {
        boolean found = isOperator(text);
        if (found) {
            next();
        }
        return found;
    }

    /// Takes the name if it comes next.
    boolean skipName(String text) {
        boolean found = isName(text);
        if (found) {
            next();
        }
        return found;
    }

    Token expect(Kind kind) {
        Token token = next();
        if (token.kind() != kind) {
            throw new JinjaError(
                    token.line(),
                    "%s comes where %s should".formatted(token.describe(), kind.label()));
        }
        return token;
    }

    void expectOperator(String text) {
        Token token = next();
        if (!token.is(Kind.OPERATOR, text)) {
            throw new JinjaError(
                    token.line(), "%s comes where '%s' should".formatted(token.describe(), text));
        }
    }

    String expectName() {
        return expect(Kind.NAME).text();
    }

    /// Goes one level deeper; templates that nest without end are refused.
    void enter() {
        if (++depth > DEEPEST) {
            throw new JinjaError(peek().line(), "it nests deeper than " + DEEPEST);
        }
    }

    void leave() {
        depth--;
    }
}
