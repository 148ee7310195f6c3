package ai.inhouse.tokens.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What can stand after `is`.
final class ValueTests {
    private static final Map<String, ValueTest> TESTS =
            Map.ofEntries(
                    Map.entry("defined", (v, a, o) -> !(v instanceof Undefined)),
                    Map.entry("undefined", (v, a, o) -> v instanceof Undefined),
                    Map.entry("none", (v, a, o) -> v == None.NONE),
                    Map.entry("boolean", (v, a, o) -> v instanceof Boolean),
                    Map.entry("true", (v, a, o) -> Boolean.TRUE.equals(v)),
                    Map.entry("false", (v, a, o) -> Boolean.FALSE.equals(v)),
                    Map.entry("integer", (v, a, o) -> v instanceof Long),
                    Map.entry("float", (v, a, o) -> v instanceof Double),
                    Map.entry("number", (v, a, o) -> Values.isNumber(v)),
                    Map.entry("string", (v, a, o) -> v instanceof String),
                    Map.entry("mapping", (v, a, o) -> v instanceof Map),
                    Map.entry("sequence", (v, a, o) -> isSequence(v)),
                    Map.entry("iterable", (v, a, o) -> isSequence(v) || v instanceof Undefined),
                    Map.entry("callable", (v, a, o) -> v instanceof Callable),
                    Map.entry(
                            "lower",
                            (v, a, o) -> isCased(text(v, o), text(v, o).toLowerCase(Locale.ROOT))),
                    Map.entry(
                            "upper",
                            (v, a, o) -> isCased(text(v, o), text(v, o).toUpperCase(Locale.ROOT))),
                    Map.entry("even", (v, a, o) -> Values.asLong(v) % 2 == 0),
                    Map.entry("odd", (v, a, o) -> Values.asLong(v) % 2 != 0),
                    Map.entry("divisibleby", (v, a, o) -> isDivisible(v, a.integer(0, "num"))),
                    Map.entry("sameas", (v, a, o) -> Values.isSame(v, a.required(0, "other"))),
                    Map.entry("in", (v, a, o) -> o.contains(a.required(0, "seq"), v)),
                    Map.entry("eq", comparing("==")),
                    Map.entry("equalto", comparing("==")),
                    Map.entry("ne", comparing("!=")),
                    Map.entry("lt", comparing("<")),
                    Map.entry("lessthan", comparing("<")),
                    Map.entry("le", comparing("<=")),
                    Map.entry("gt", comparing(">")),
                    Map.entry("greaterthan", comparing(">")),
                    Map.entry("ge", comparing(">=")));

    private ValueTests() {}

    interface ValueTest {
        boolean test(Object value, Arguments arguments, Operators operators);
    }

    static Optional<ValueTest> find(String name) {
        return Optional.ofNullable(TESTS.get(name));
    }

    private static ValueTest comparing(String operator) {
        return (value, arguments, operators) ->
                operators.compare(operator, value, arguments.required(0, "other"));
    }

    private static boolean isSequence(Object value) {
        return value instanceof List || value instanceof Map || value instanceof String;
    }

    private static String text(Object value, Operators operators) {
        return PythonText.str(value, operators.budget());
    }

    private static boolean isCased(String text, String cased) {
        return text.equals(cased) && text.codePoints().anyMatch(Character::isLetter);
    }

    private static boolean isDivisible(Object value, long by) {
        if (by == 0) {
            throw new JinjaError("divisibleby 0");
        }
        return Values.asLong(value) % by == 0;
    }
}
