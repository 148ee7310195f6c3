package ai.inhouse.tokens.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// The methods of texts, lists and mappings. Only those that change nothing: a template cannot
/// alter the values that it was given.
final class Methods {
    private static final Map<String, Method<String>> OF_TEXT =
            Map.ofEntries(
                    Map.entry("strip", (t, a, b) -> TextFunctions.strip(t, chars(a), true, true)),
                    Map.entry("lstrip", (t, a, b) -> TextFunctions.strip(t, chars(a), true, false)),
                    Map.entry("rstrip", (t, a, b) -> TextFunctions.strip(t, chars(a), false, true)),
                    Map.entry("split", (t, a, b) -> split(t, a)),
                    Map.entry("rsplit", (t, a, b) -> splitFromRight(t, a)),
                    Map.entry("splitlines", (t, a, b) -> TextFunctions.lines(t)),
                    Map.entry("startswith", (t, a, b) -> any(a, t::startsWith, b)),
                    Map.entry("endswith", (t, a, b) -> any(a, t::endsWith, b)),
                    Map.entry("lower", (t, a, b) -> t.toLowerCase(Locale.ROOT)),
                    Map.entry("upper", (t, a, b) -> t.toUpperCase(Locale.ROOT)),
                    Map.entry("title", (t, a, b) -> TextFunctions.title(t, "")),
                    Map.entry("capitalize", (t, a, b) -> TextFunctions.capitalize(t)),
                    Map.entry("replace", Methods::replace),
                    Map.entry("removeprefix", (t, a, b) -> withoutPrefix(t, a.text(0, "prefix"))),
                    Map.entry("removesuffix", (t, a, b) -> withoutSuffix(t, a.text(0, "suffix"))),
                    Map.entry("find", (t, a, b) -> TextFunctions.find(t, a.text(0, "sub"), false)),
                    Map.entry("rfind", (t, a, b) -> TextFunctions.find(t, a.text(0, "sub"), true)),
                    Map.entry("count", (t, a, b) -> TextFunctions.count(t, a.text(0, "sub"))),
                    Map.entry(
                            "join",
                            (t, a, b) -> join(Values.items(a.required(0, "items"), b), t, b)),
                    Map.entry("isdigit", (t, a, b) -> all(t, Character::isDigit)),
                    Map.entry("isalpha", (t, a, b) -> all(t, Character::isLetter)),
                    Map.entry("isalnum", (t, a, b) -> all(t, Character::isLetterOrDigit)),
                    Map.entry("isspace", (t, a, b) -> all(t, TextFunctions::isSpace)),
                    Map.entry("isupper", (t, a, b) -> isCase(t, t.toUpperCase(Locale.ROOT))),
                    Map.entry("islower", (t, a, b) -> isCase(t, t.toLowerCase(Locale.ROOT))));
    private static final Map<String, Method<Map<?, ?>>> OF_MAP =
            Map.of(
                    "items", (map, a, b) -> items(map),
                    "keys", (map, a, b) -> List.copyOf(map.keySet()),
                    "values", (map, a, b) -> List.copyOf(map.values()),
                    "get", (map, a, b) -> get(map, a),
                    "copy", (map, a, b) -> map);
    private static final Map<String, Method<List<?>>> OF_LIST =
            Map.of(
                    "index", (list, a, b) -> index(list, a.required(0, "item"), b),
                    "count", (list, a, b) -> count(list, a.required(0, "item"), b),
                    "copy", (list, a, b) -> list);

    private Methods() {}

    private interface Method<T> {
        Object call(T target, Arguments arguments, Budget budget);
    }

    static Optional<Callable> find(Object target, String name, Budget budget) {
        return switch (target) {
            case String text -> bind(OF_TEXT, name, text, budget);
            case Map<?, ?> map -> bind(OF_MAP, name, map, budget);
            case List<?> list -> bind(OF_LIST, name, list, budget);
            default -> Optional.empty();
        };
    }

    private static <T> Optional<Callable> bind(
            Map<String, Method<T>> methods, String name, T target, Budget budget) {
        return Optional.ofNullable(methods.get(name))
                .map(
                        method ->
                                arguments -> {
                                    budget.touch(target);
                                    return method.call(target, arguments, budget);
                                });
    }

    /// A list of lists of key and value.
    static List<Object> items(Map<?, ?> map) {
        List<Object> items = new ArrayList<>();
        map.forEach((key, value) -> items.add(List.of(key, value)));
        return items;
    }

    static String join(List<?> items, String separator, Budget budget) {
        long length = 0;
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            String text = PythonText.str(item, budget);
            length += text.length() + (long) separator.length();
            budget.chars(length);
            texts.add(text);
        }
        return String.join(separator, texts);
    }

    private static Object chars(Arguments arguments) {
        return arguments.find(0, "chars").orElse(None.NONE);
    }

    private static Object split(String text, Arguments arguments) {
        Object separator = arguments.find(0, "sep").orElse(None.NONE);
        return TextFunctions.split(text, separator, arguments.integer(1, "maxsplit", -1));
    }

    private static Object splitFromRight(String text, Arguments arguments) {
        return TextFunctions.splitFromRight(
                text, arguments.text(0, "sep"), arguments.integer(1, "maxsplit", -1));
    }

    private static Object replace(String text, Arguments arguments, Budget budget) {
        return TextFunctions.replace(
                text,
                arguments.text(0, "old"),
                arguments.text(1, "new"),
                arguments.integer(2, "count", -1),
                budget);
    }

    private static String withoutPrefix(String text, String prefix) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static String withoutSuffix(String text, String suffix) {
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    /// Whether it holds for the argument, or for one of them if it is a list.
    private static boolean any(Arguments arguments, Predicate<String> condition, Budget budget) {
        if (arguments.required(0, "text") instanceof List<?> several) {
            return several.stream().anyMatch(each -> condition.test(PythonText.str(each, budget)));
        }
        return condition.test(arguments.text(0, "text"));
    }

    private static boolean all(String text, IntPredicate condition) {
        return !text.isEmpty() && text.codePoints().allMatch(condition);
    }

    private static boolean isCase(String text, String cased) {
        return text.equals(cased) && text.codePoints().anyMatch(Character::isLetter);
    }

    private static Object get(Map<?, ?> map, Arguments arguments) {
        Object key = arguments.required(0, "key");
        Values.requireKey(key);
        Object value = map.get(key);
        return value == null ? arguments.find(1, "default").orElse(None.NONE) : value;
    }

    private static Object index(List<?> list, Object item, Budget budget) {
        for (int i = 0; i < list.size(); i++) {
            if (Values.isEqual(list.get(i), item, budget)) {
                return (long) i;
            }
        }
        throw new JinjaError(Values.typeName(item) + " is not in the list");
    }

    private static long count(List<?> list, Object item, Budget budget) {
        return list.stream().filter(each -> Values.isEqual(each, item, budget)).count();
    }
}
