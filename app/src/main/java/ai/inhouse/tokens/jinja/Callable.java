package ai.inhouse.tokens.jinja;

/// What can be called: a macro, a method bound to its value, or a function such as `range`.
@FunctionalInterface
interface Callable {
    Object call(Arguments arguments);
}
