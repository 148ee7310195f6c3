package ai.inhouse.tokens.jinja;

import ai.inhouse.tokens.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads a template's statements.
final class TemplateParser {
    private final TokenStream tokens;
    private final ExpressionParser expressions;

    private TemplateParser(TokenStream tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    static List<Statement> parse(String template) {
        TemplateParser parser = new TemplateParser(new TokenStream(Lexer.tokens(template)));
        List<Statement> body = parser.body(Set.of());
        if (parser.tokens.peek().kind() != Kind.END) {
            Token token = parser.tokens.peek();
            throw new JinjaError(token.line(), token.describe() + " is not expected here");
        }
        return body;
    }

    /// Statements up to a tag with one of the names, whose `{%` is taken and whose name comes next.
    private List<Statement> body(Set<String> ends) {
        tokens.enter();
        List<Statement> body = new ArrayList<>();
        while (true) {
            Token token = tokens.peek();
            switch (token.kind()) {
                case DATA -> body.add(new Statement.Text(token.line(), tokens.next().text()));
                case OUTPUT_BEGIN -> body.add(output());
                case BLOCK_BEGIN -> {
                    tokens.next();
                    if (ends.contains(tokens.peek().text())) {
                        tokens.leave();
                        return body;
                    }
                    block(body);
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw new JinjaError(
                                token.line(),
                                "there is no {% "
                                        + ends.stream().sorted().toList().getFirst()
                                        + " %}");
                    }
                    tokens.leave();
                    return body;
                }
            }
        }
    }

    private Statement output() {
        int line = tokens.next().line();
        Expression value = expressions.tuple();
        tokens.expect(Kind.OUTPUT_END);
        return new Statement.Output(line, value);
    }

    private void block(List<Statement> body) {
        Token token = tokens.expect(Kind.NAME);
        int line = token.line();
        switch (token.text()) {
            case "if" -> body.add(ifElse(line));
            case "for" -> body.add(loop(line));
            case "set" -> body.add(set(line));
            case "macro" -> body.add(macro(line));
            case "break" -> {
                tokens.expect(Kind.BLOCK_END);
                body.add(new Statement.Break(line));
            }
            case "continue" -> {
                tokens.expect(Kind.BLOCK_END);
                body.add(new Statement.Continue(line));
            }
            case "generation" -> {
                // Marks what the assistant wrote, for transformers; it renders as its body does.
                tokens.expect(Kind.BLOCK_END);
                body.addAll(bodyTo("endgeneration"));
            }
            default -> throw new JinjaError(line, "{% " + token.text() + " %} is not supported");
        }
    }

    private List<Statement> bodyTo(String end) {
        List<Statement> body = body(Set.of(end));
        tokens.next();
        tokens.expect(Kind.BLOCK_END);
        return body;
    }

    private Statement ifElse(int line) {
        Expression condition = expressions.tuple();
        tokens.expect(Kind.BLOCK_END);
        List<Statement> then = body(Set.of("elif", "else", "endif"));
        Token end = tokens.next();
        List<Statement> otherwise = List.of();
        switch (end.text()) {
            case "elif" -> {
                tokens.enter();
                otherwise = List.of(ifElse(end.line()));
                tokens.leave();
            }
            case "else" -> {
                tokens.expect(Kind.BLOCK_END);
                otherwise = bodyTo("endif");
            }
            default -> tokens.expect(Kind.BLOCK_END);
        }
        return new Statement.If(line, condition, then, otherwise);
    }

    private Statement loop(int line) {
        boolean parenthesis = tokens.skipOperator("(");
        List<String> names = names();
        if (parenthesis) {
            tokens.expectOperator(")");
        }
        if (!tokens.skipName("in")) {
            throw new JinjaError(line, "for has no in");
        }
        Expression items = expressions.loopItems();
        Optional<Expression> condition =
                tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
        tokens.expect(Kind.BLOCK_END);
        List<Statement> body = body(Set.of("else", "endfor"));
        boolean hasElse = tokens.next().text().equals("else");
        tokens.expect(Kind.BLOCK_END);
        List<Statement> otherwise = hasElse ? bodyTo("endfor") : List.of();
        return new Statement.For(line, names, items, condition, body, otherwise);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(List.of(tokens.expectName()));
        while (tokens.skipOperator(",")) {
            names.add(tokens.expectName());
        }
        return names;
    }

    private Statement set(int line) {
        List<String> names = names();
        String first = names.getFirst();
        if (tokens.skipOperator(".")) {
            String attribute = tokens.expectName();
            tokens.expectOperator("=");
            Expression value = expressions.tuple();
            tokens.expect(Kind.BLOCK_END);
            return new Statement.SetAttribute(line, first, attribute, value);
        }
        if (tokens.skipOperator("=")) {
            Expression value = expressions.tuple();
            tokens.expect(Kind.BLOCK_END);
            return new Statement.Set(line, names, value);
        }
        tokens.expect(Kind.BLOCK_END);
        return new Statement.SetBlock(line, first, bodyTo("endset"));
    }

    private Statement macro(int line) {
        String name = tokens.expectName();
        tokens.expectOperator("(");
        List<Statement.Parameter> parameters = new ArrayList<>();
        while (!tokens.skipOperator(")")) {
            String parameter = tokens.expectName();
            Optional<Expression> defaultValue =
                    tokens.skipOperator("=")
                            ? Optional.of(expressions.expression())
                            : Optional.empty();
            parameters.add(new Statement.Parameter(parameter, defaultValue));
            if (!tokens.isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        tokens.expect(Kind.BLOCK_END);
        return new Statement.Macro(line, name, parameters, bodyTo("endmacro"));
    }
}
