package ai.inhouse.tokens.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What can stand after `|`.
final class Filters {
    private static final Map<String, Filter> OF_TEXT =
            Map.ofEntries(
                    Map.entry("trim", Filters::trim),
                    Map.entry("lower", (v, a, e) -> str(v, e).toLowerCase(Locale.ROOT)),
                    Map.entry("upper", (v, a, e) -> str(v, e).toUpperCase(Locale.ROOT)),
                    Map.entry("title", (v, a, e) -> TextFunctions.title(str(v, e), "-({[<")),
                    Map.entry("capitalize", (v, a, e) -> TextFunctions.capitalize(str(v, e))),
                    Map.entry("replace", Filters::replace),
                    Map.entry("indent", Filters::indent),
                    Map.entry("string", (v, a, e) -> str(v, e)),
                    Map.entry("safe", (v, a, e) -> v),
                    Map.entry("e", (v, a, e) -> TextFunctions.escapeHtml(str(v, e))),
                    Map.entry("escape", (v, a, e) -> TextFunctions.escapeHtml(str(v, e))),
                    Map.entry("wordcount", (v, a, e) -> words(v, e)),
                    Map.entry("tojson", (v, a, e) -> json(v, a, e)));
    private static final Map<String, Filter> OF_VALUE =
            Map.ofEntries(
                    Map.entry("default", Filters::orDefault),
                    Map.entry("d", Filters::orDefault),
                    Map.entry("length", (v, a, e) -> length(v)),
                    Map.entry("count", (v, a, e) -> length(v)),
                    Map.entry("int", Filters::toInteger),
                    Map.entry("float", Filters::toDouble),
                    Map.entry("abs", (v, a, e) -> absolute(v)),
                    Map.entry("round", Filters::round),
                    Map.entry("attr", (v, a, e) -> e.attribute(v, a.text(0, "name"))));

    private Filters() {}

    interface Filter {
        Object apply(Object value, Arguments arguments, Evaluator evaluator);
    }

    static Optional<Filter> find(String name) {
        return Optional.ofNullable(OF_TEXT.get(name))
                .or(() -> Optional.ofNullable(OF_VALUE.get(name)))
                .or(() -> ListFilters.find(name));
    }

    private static String str(Object value, Evaluator evaluator) {
        return PythonText.str(value, evaluator.budget());
    }

    private static Object trim(Object value, Arguments arguments, Evaluator evaluator) {
        Object chars = arguments.find(0, "chars").orElse(None.NONE);
        return TextFunctions.strip(str(value, evaluator), chars, true, true);
    }

    private static Object replace(Object value, Arguments arguments, Evaluator evaluator) {
        return TextFunctions.replace(
                str(value, evaluator),
                arguments.text(0, "old"),
                arguments.text(1, "new"),
                arguments.integer(2, "count", -1),
                evaluator.budget());
    }

    private static Object indent(Object value, Arguments arguments, Evaluator evaluator) {
        String by =
                arguments.find(0, "width").orElse(4L) instanceof String text
                        ? text
                        : " ".repeat(Math.clamp(arguments.integer(0, "width", 4), 0, 1000));
        boolean first = arguments.flag(1, "first", false);
        boolean blank = arguments.flag(2, "blank", false);
        return TextFunctions.indent(str(value, evaluator), by, first, blank, evaluator.budget());
    }

    private static long words(Object value, Evaluator evaluator) {
        return TextFunctions.split(str(value, evaluator), None.NONE, -1).size();
    }

    private static String json(Object value, Arguments arguments, Evaluator evaluator) {
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        return PythonJson.filter(value, arguments, evaluator.budget());
    }

    private static Object orDefault(Object value, Arguments arguments, Evaluator evaluator) {
        boolean alsoFalse = arguments.flag(1, "boolean", false);
        boolean missing = value instanceof Undefined || (alsoFalse && !Values.isTrue(value));
        return missing ? arguments.find(0, "default_value").orElse("") : value;
    }

    static long length(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Undefined undefined -> 0;
            default -> throw new JinjaError(Values.typeName(value) + " has no length");
        };
    }

    private static Object toInteger(Object value, Arguments arguments, Evaluator evaluator) {
        Object otherwise = arguments.find(0, "default").orElse(0L);
        try {
            return switch (value) {
                case Double number -> number.longValue();
                case String text -> Long.parseLong(text.strip());
                default -> Values.asLong(value);
            };
        } catch (NumberFormatException | JinjaError e) {
            return otherwise;
        }
    }

    private static Object toDouble(Object value, Arguments arguments, Evaluator evaluator) {
        Object otherwise = arguments.find(0, "default").orElse(0.0);
        try {
            return value instanceof String text
                    ? (Object) Double.parseDouble(text.strip())
                    : Values.asDouble(value);
        } catch (NumberFormatException | JinjaError e) {
            return otherwise;
        }
    }

    private static Object absolute(Object value) {
        return Values.isInteger(value)
                ? (Object) Math.abs(Values.asLong(value))
                : Math.abs(Values.asDouble(value));
    }

    private static Object round(Object value, Arguments arguments, Evaluator evaluator) {
        double scale = Math.pow(10, (double) arguments.integer(0, "precision", 0));
        double scaled = Values.asDouble(value) * scale;
        double rounded =
                switch (arguments.text(1, "method", "common")) {
                    case "ceil" -> Math.ceil(scaled);
                    case "floor" -> Math.floor(scaled);
                    default -> Math.rint(scaled);
                };
        return rounded / scale;
    }
}
