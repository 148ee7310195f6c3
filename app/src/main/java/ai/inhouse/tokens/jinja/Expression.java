package ai.inhouse.tokens.jinja;

import java.util.List;
import java.util.Optional;

/// What has a value.
sealed interface Expression {
    record Literal(Object value) implements Expression {}

    record Name(String name) implements Expression {}

    record ListOf(List<Expression> items) implements Expression {}

    record DictOf(List<Expression> keys, List<Expression> values) implements Expression {}

    /// `target.name`
    record Attribute(Expression target, String name) implements Expression {}

    /// `target[index]`
    record Index(Expression target, Expression index) implements Expression {}

    /// `target[from:to:step]`
    record Slice(
            Expression target,
            Optional<Expression> from,
            Optional<Expression> to,
            Optional<Expression> step)
            implements Expression {}

    record Call(Expression callee, CallArguments arguments) implements Expression {}

    /// `target | name(arguments)`
    record Filter(Expression target, String name, CallArguments arguments) implements Expression {}

    /// `target is name(arguments)`
    record Test(Expression target, String name, CallArguments arguments) implements Expression {}

    record Not(Expression operand) implements Expression {}

    record Negative(Expression operand) implements Expression {}

    record And(Expression left, Expression right) implements Expression {}

    record Or(Expression left, Expression right) implements Expression {}

    /// @param operator `+ - * / // % ** ~`
    record Arithmetic(String operator, Expression left, Expression right) implements Expression {}

    /// A chain: `a < b <= c` is `a < b and b <= c`.
    ///
    /// @param operators `== != < > <= >= in` and `not in`, one less than operands
    record Comparison(List<String> operators, List<Expression> operands) implements Expression {}

    /// `then if condition else otherwise`
    record Conditional(Expression condition, Expression then, Optional<Expression> otherwise)
            implements Expression {}

    record CallArguments(List<Expression> positional, List<Named> named) {
        static final CallArguments NONE = new CallArguments(List.of(), List.of());
    }

    record Named(String name, Expression value) {}
}
