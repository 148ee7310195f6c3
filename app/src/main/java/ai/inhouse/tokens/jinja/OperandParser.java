package ai.inhouse.tokens.jinja;

import ai.inhouse.tokens.jinja.Expression.CallArguments;
import ai.inhouse.tokens.jinja.Expression.Named;
import ai.inhouse.tokens.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads what stands between operators: literals, names, brackets, and what is attached to them by
/// `.`, `[]`, `()`, `|` and `is`.
final class OperandParser {
    private static final Set<String> AFTER_TEST =
            Set.of("else", "or", "and", "if", "is", "in", "not");

    private final TokenStream tokens;
    private final ExpressionParser expressions;

    OperandParser(TokenStream tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    Expression operand() {
        return unary(true);
    }

    private Expression unary(boolean withFilters) {
        Expression value;
        tokens.enter();
        if (tokens.skipOperator("-")) {
            value = new Expression.Negative(unary(false));
        } else if (tokens.skipOperator("+")) {
            value = unary(false);
        } else {
            value = postfix(primary());
        }
        tokens.leave();
        return withFilters ? filters(value) : value;
    }

    private Expression primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> name(token.text());
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (tokens.peek().kind() == Kind.STRING) {
                    text.append(tokens.next().text());
                }
                yield new Expression.Literal(text.toString());
            }
            case INTEGER -> integer(token);
            case FLOAT -> new Expression.Literal(Double.parseDouble(token.text()));
            case OPERATOR -> bracketed(token);
            case DATA, OUTPUT_BEGIN, OUTPUT_END, BLOCK_BEGIN, BLOCK_END, END ->
                    throw unexpected(token);
        };
    }

    private static Expression integer(Token token) {
        try {
            return new Expression.Literal(Long.parseLong(token.text()));
        } catch (NumberFormatException e) {
            throw new JinjaError(token.line(), token.text() + " is too large a number");
        }
    }

    private static Expression name(String name) {
        return switch (name) {
            case "true", "True" -> new Expression.Literal(true);
            case "false", "False" -> new Expression.Literal(false);
            case "none", "None" -> new Expression.Literal(None.NONE);
            default -> new Expression.Name(name);
        };
    }

    private Expression bracketed(Token token) {
        return switch (token.text()) {
            case "(" -> {
                if (tokens.skipOperator(")")) {
                    yield new Expression.ListOf(List.of());
                }
                Expression inner = expressions.tuple();
                tokens.expectOperator(")");
                yield inner;
            }
            case "[" -> new Expression.ListOf(items("]"));
            case "{" -> dict();
            default -> throw unexpected(token);
        };
    }

    private List<Expression> items(String closer) {
        List<Expression> items = new ArrayList<>();
        while (!tokens.skipOperator(closer)) {
            items.add(expressions.expression());
            if (!tokens.isOperator(closer)) {
                tokens.expectOperator(",");
            }
        }
        return items;
    }

    private Expression dict() {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!tokens.skipOperator("}")) {
            keys.add(expressions.expression());
            tokens.expectOperator(":");
            values.add(expressions.expression());
            if (!tokens.isOperator("}")) {
                tokens.expectOperator(",");
            }
        }
        return new Expression.DictOf(keys, values);
    }

    private Expression postfix(Expression target) {
        Expression value = target;
        while (true) {
            if (tokens.skipOperator(".")) {
                value = member(value);
            } else if (tokens.skipOperator("[")) {
                value = subscript(value);
            } else if (tokens.skipOperator("(")) {
                value = new Expression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expression member(Expression target) {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> new Expression.Attribute(target, token.text());
            case INTEGER -> new Expression.Index(target, integer(token));
            default -> throw unexpected(token);
        };
    }

    private Expression subscript(Expression target) {
        Optional<Expression> from = bound();
        if (tokens.skipOperator("]")) {
            return new Expression.Index(target, from.orElseThrow(() -> unexpected(tokens.peek())));
        }
        tokens.expectOperator(":");
        Optional<Expression> to = bound();
        Optional<Expression> step = tokens.skipOperator(":") ? bound() : Optional.empty();
        tokens.expectOperator("]");
        return new Expression.Slice(target, from, to, step);
    }

    private Optional<Expression> bound() {
        return tokens.isOperator(":") || tokens.isOperator("]")
                ? Optional.empty()
                : Optional.of(expressions.expression());
    }

    /// Arguments up to the closing parenthesis; the opening one is taken already.
    private CallArguments arguments() {
        List<Expression> positional = new ArrayList<>();
        List<Named> named = new ArrayList<>();
        while (!tokens.skipOperator(")")) {
            if (tokens.peek().kind() == Kind.NAME && tokens.peekSecond().is(Kind.OPERATOR, "=")) {
                String name = tokens.expectName();
                tokens.next();
                named.add(new Named(name, expressions.expression()));
            } else if (named.isEmpty()) {
                positional.add(expressions.expression());
            } else {
                throw new JinjaError(
                        tokens.peek().line(), "an argument without name follows named ones");
            }
            if (!tokens.isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return new CallArguments(positional, named);
    }

    private Expression filters(Expression target) {
        Expression value = target;
        while (true) {
            if (tokens.skipOperator("|")) {
                String name = tokens.expectName();
                value = new Expression.Filter(value, name, optionalArguments());
            } else if (tokens.skipName("is")) {
                value = test(value);
            } else if (tokens.skipOperator("(")) {
                value = new Expression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    private CallArguments optionalArguments() {
        return tokens.skipOperator("(") ? arguments() : CallArguments.NONE;
    }

    private Expression test(Expression target) {
        boolean negated = tokens.skipName("not");
        String name = tokens.expectName();
        CallArguments arguments = optionalArguments();
        Token next = tokens.peek();
        boolean operand =
                switch (next.kind()) {
                    case NAME -> !AFTER_TEST.contains(next.text());
                    case STRING, INTEGER, FLOAT -> true;
                    case OPERATOR -> next.text().equals("[") || next.text().equals("{");
                    default -> false;
                };
        if (operand && arguments.equals(CallArguments.NONE)) {
            arguments = new CallArguments(List.of(postfix(primary())), List.of());
        }
        Expression test = new Expression.Test(target, name, arguments);
        return negated ? new Expression.Not(test) : test;
    }

    private static JinjaError unexpected(Token token) {
        return new JinjaError(token.line(), token.describe() + " is not expected here");
    }
}
