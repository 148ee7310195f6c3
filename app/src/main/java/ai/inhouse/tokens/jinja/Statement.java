package ai.inhouse.tokens.jinja;

import java.util.List;
import java.util.Optional;

/// What a template does.
sealed interface Statement {
    int line();

    record Text(int line, String text) implements Statement {}

    record Output(int line, Expression value) implements Statement {}

    record If(int line, Expression condition, List<Statement> then, List<Statement> otherwise)
            implements Statement {}

    /// @param names one, or as many as each item has parts
    /// @param condition items for which it is false are left out before they are counted
    /// @param otherwise done if there is no item
    record For(
            int line,
            List<String> names,
            Expression items,
            Optional<Expression> condition,
            List<Statement> body,
            List<Statement> otherwise)
            implements Statement {}

    record Set(int line, List<String> names, Expression value) implements Statement {}

    /// `{% set namespace.attribute = value %}`
    record SetAttribute(int line, String namespace, String attribute, Expression value)
            implements Statement {}

    /// `{% set name %}...{% endset %}`
    record SetBlock(int line, String name, List<Statement> body) implements Statement {}

    record Macro(int line, String name, List<Parameter> parameters, List<Statement> body)
            implements Statement {}

    record Parameter(String name, Optional<Expression> defaultValue) {}

    record Break(int line) implements Statement {}

    record Continue(int line) implements Statement {}
}
