package ai.inhouse.tokens.jinja;

import ai.inhouse.tokens.jinja.Expression.CallArguments;
import ai.inhouse.tokens.jinja.Expression.Named;
import ai.inhouse.tokens.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads expressions with Jinja's precedence: `if` binds least, then `or`, `and`, `not`,
/// comparisons, sums, `~`, products, powers, and most tightly `.`, `[]`, `()`, `|` and `is`.
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");
    private static final Set<String> AFTER_TEST =
            Set.of("else", "or", "and", "if", "is", "in", "not");

    private final TokenStream tokens;

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    /// An expression, or several with commas between as a list.
    Expression tuple() {
        return commas(expression());
    }

    /// As [#tuple], without a conditional: what a loop goes through, where `if` begins its filter.
    Expression loopItems() {
        return commas(or());
    }

    private Expression commas(Expression first) {
        if (!tokens.isOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",") && startsExpression()) {
            items.add(expression());
        }
        return new Expression.ListOf(items);
    }

    private boolean startsExpression() {
        Token next = tokens.peek();
        return switch (next.kind()) {
            case NAME, STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> "([{-+".contains(next.text());
            case DATA, OUTPUT_BEGIN, OUTPUT_END, BLOCK_BEGIN, BLOCK_END, END -> false;
        };
    }

    Expression expression() {
        tokens.enter();
        Expression value = or();
        while (tokens.skipName("if")) {
            Expression condition = or();
            Optional<Expression> otherwise =
                    tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
            value = new Expression.Conditional(condition, value, otherwise);
        }
        tokens.leave();
        return value;
    }

    Expression or() {
        Expression left = and();
        while (tokens.skipName("or")) {
            left = new Expression.Or(left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.skipName("and")) {
            left = new Expression.And(left, not());
        }
        return left;
    }

    private Expression not() {
        if (!tokens.skipName("not")) {
            return comparison();
        }
        tokens.enter();
        Expression operand = not();
        tokens.leave();
        return new Expression.Not(operand);
    }

    private Expression comparison() {
        List<Expression> operands = new ArrayList<>(List.of(sum()));
        List<String> operators = new ArrayList<>();
        while (true) {
            Token next = tokens.peek();
            if (next.kind() == Kind.OPERATOR && COMPARISONS.contains(next.text())) {
                operators.add(tokens.next().text());
            } else if (tokens.skipName("in")) {
                operators.add("in");
            } else if (tokens.isName("not") && tokens.peekSecond().is(Kind.NAME, "in")) {
                tokens.next();
                tokens.next();
                operators.add("not in");
            } else {
                break;
            }
            operands.add(sum());
        }
        return operators.isEmpty()
                ? operands.getFirst()
                : new Expression.Comparison(operators, operands);
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.isOperator("+") || tokens.isOperator("-")) {
            String operator = tokens.next().text();
            left = new Expression.Arithmetic(operator, left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = product();
        while (tokens.skipOperator("~")) {
            left = new Expression.Arithmetic("~", left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = power();
        while (tokens.isOperator("*")
                || tokens.isOperator("/")
                || tokens.isOperator("//")
                || tokens.isOperator("%")) {
            String operator = tokens.next().text();
            left = new Expression.Arithmetic(operator, left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary(true);
        while (tokens.skipOperator("**")) {
            left = new Expression.Arithmetic("**", left, unary(true));
        }
        return left;
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
                Expression inner = tuple();
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
            items.add(expression());
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
            keys.add(expression());
            tokens.expectOperator(":");
            values.add(expression());
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
                : Optional.of(expression());
    }

    /// Arguments up to the closing parenthesis; the opening one is taken already.
    private CallArguments arguments() {
        List<Expression> positional = new ArrayList<>();
        List<Named> named = new ArrayList<>();
        while (!tokens.skipOperator(")")) {
            if (tokens.peek().kind() == Kind.NAME && tokens.peekSecond().is(Kind.OPERATOR, "=")) {
                String name = tokens.expectName();
                tokens.next();
                named.add(new Named(name, expression()));
            } else if (named.isEmpty()) {
                positional.add(expression());
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
