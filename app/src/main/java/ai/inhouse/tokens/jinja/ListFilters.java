package ai.inhouse.tokens.jinja;

import ai.inhouse.tokens.jinja.Filters.Filter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Filters of lists and mappings.
final class ListFilters {
    private static final Map<String, Filter> FILTERS =
            Map.ofEntries(
                    Map.entry("join", ListFilters::join),
                    Map.entry("first", (v, a, e) -> first(Values.items(v, e.budget()))),
                    Map.entry("last", (v, a, e) -> first(Values.items(v, e.budget()).reversed())),
                    Map.entry("list", (v, a, e) -> Values.items(v, e.budget())),
                    Map.entry("reverse", (v, a, e) -> reverse(v, e)),
                    Map.entry("items", (v, a, e) -> items(v)),
                    Map.entry("dictsort", (v, a, e) -> dictSort(v, e)),
                    Map.entry("sort", ListFilters::sort),
                    Map.entry("unique", (v, a, e) -> unique(v, e)),
                    Map.entry("sum", ListFilters::sum),
                    Map.entry("min", (v, a, e) -> extreme(v, e, 1)),
                    Map.entry("max", (v, a, e) -> extreme(v, e, -1)),
                    Map.entry("map", ListFilters::map),
                    Map.entry("select", (v, a, e) -> select(v, a, e, false, true)),
                    Map.entry("reject", (v, a, e) -> select(v, a, e, false, false)),
                    Map.entry("selectattr", (v, a, e) -> select(v, a, e, true, true)),
                    Map.entry("rejectattr", (v, a, e) -> select(v, a, e, true, false)));

    private ListFilters() {}

    static Optional<Filter> find(String name) {
        return Optional.ofNullable(FILTERS.get(name));
    }

    private static Object join(Object value, Arguments arguments, Evaluator evaluator) {
        List<?> items = Values.items(value, evaluator.budget());
        Optional<String> attribute = arguments.optionalText(1, "attribute");
        if (attribute.isPresent()) {
            items = attributes(items, attribute.get(), evaluator);
        }
        return Methods.join(items, arguments.text(0, "d", ""), evaluator.budget());
    }

    private static List<Object> attributes(List<?> items, String path, Evaluator evaluator) {
        List<Object> values = new ArrayList<>();
        for (Object item : items) {
            values.add(attribute(item, path, evaluator));
        }
        return values;
    }

    /// An attribute, or one of one, as in `function.name`.
    private static Object attribute(Object item, String path, Evaluator evaluator) {
        Object value = item;
        for (String name : path.split("\\.", -1)) {
            value = evaluator.attribute(value, name);
        }
        return value;
    }

    private static Object first(List<?> items) {
        return items.isEmpty() ? new Undefined("the first of no items") : items.getFirst();
    }

    private static Object reverse(Object value, Evaluator evaluator) {
        return value instanceof String text
                ? new StringBuilder(text).reverse().toString()
                : List.copyOf(Values.items(value, evaluator.budget()).reversed());
    }

    private static Object items(Object value) {
        return switch (value) {
            case Map<?, ?> map -> Methods.items(map);
            case Undefined undefined -> List.of();
            default -> throw new JinjaError(Values.typeName(value) + " has no items");
        };
    }

    private static Object dictSort(Object value, Evaluator evaluator) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new JinjaError(Values.typeName(value) + " has no keys");
        }
        List<Object> items = Methods.items(map);
        items.sort(
                Comparator.comparing(
                        item -> folded(((List<?>) item).getFirst()),
                        (x, y) -> Values.compare(x, y, evaluator.budget())));
        return items;
    }

    private static Object sort(Object value, Arguments arguments, Evaluator evaluator) {
        boolean exact = arguments.flag(1, "case_sensitive", false);
        Optional<String> attribute = arguments.optionalText(2, "attribute");
        Comparator<Object> order =
                Comparator.comparing(
                        item -> {
                            Object key =
                                    attribute.isPresent()
                                            ? attribute(item, attribute.get(), evaluator)
                                            : item;
                            return exact ? key : folded(key);
                        },
                        (x, y) -> Values.compare(x, y, evaluator.budget()));
        List<Object> sorted = new ArrayList<>(Values.items(value, evaluator.budget()));
        sorted.sort(arguments.flag(0, "reverse", false) ? order.reversed() : order);
        return sorted;
    }

    private static Object folded(Object value) {
        return value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
    }

    private static Object unique(Object value, Evaluator evaluator) {
        List<Object> unique = new ArrayList<>();
        for (Object item : Values.items(value, evaluator.budget())) {
            if (unique.stream()
                    .noneMatch(
                            earlier ->
                                    Values.isEqual(
                                            folded(earlier), folded(item), evaluator.budget()))) {
                unique.add(item);
            }
        }
        return unique;
    }

    private static Object sum(Object value, Arguments arguments, Evaluator evaluator) {
        List<?> items = Values.items(value, evaluator.budget());
        Optional<String> attribute = arguments.optionalText(0, "attribute");
        if (attribute.isPresent()) {
            items = attributes(items, attribute.get(), evaluator);
        }
        Object sum = arguments.find(1, "start").orElse(0L);
        for (Object item : items) {
            sum = evaluator.operators().arithmetic("+", sum, item);
        }
        return sum;
    }

    private static Object extreme(Object value, Evaluator evaluator, int sign) {
        List<?> items = Values.items(value, evaluator.budget());
        Object extreme = first(items);
        for (Object item : items) {
            extreme = Values.compare(item, extreme, evaluator.budget()) * sign < 0 ? item : extreme;
        }
        return extreme;
    }

    /// `map(attribute='name')` or `map('filter', arguments)`.
    private static Object map(Object value, Arguments arguments, Evaluator evaluator) {
        List<?> items = Values.items(value, evaluator.budget());
        Optional<String> attribute =
                new Arguments("map", List.of(), arguments.named()).optionalText(0, "attribute");
        if (attribute.isPresent()) {
            return attributes(items, attribute.get(), evaluator);
        }
        String filter = arguments.text(0, "filter");
        Arguments rest = rest(filter, arguments, 1);
        List<Object> mapped = new ArrayList<>();
        for (Object item : items) {
            mapped.add(evaluator.filter(filter, item, rest));
        }
        return mapped;
    }

    /// Keeps the items that pass a test, or whose attribute does; without a test, the true ones.
    private static Object select(
            Object value,
            Arguments arguments,
            Evaluator evaluator,
            boolean byAttribute,
            boolean keep) {
        int skipped = byAttribute ? 1 : 0;
        Optional<Object> test =
                arguments.positional().size() > skipped
                        ? Optional.of(arguments.text(skipped, "test"))
                        : Optional.empty();
        List<?> items = Values.items(value, evaluator.budget());
        List<Object> kept = new ArrayList<>();
        for (Object item : items) {
            Object tested =
                    byAttribute ? attribute(item, arguments.text(0, "attribute"), evaluator) : item;
            boolean passes =
                    test.map(
                                    name ->
                                            evaluator.test(
                                                    (String) name,
                                                    tested,
                                                    rest((String) name, arguments, skipped + 1)))
                            .orElseGet(() -> Values.isTrue(tested));
            if (passes == keep) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static Arguments rest(String what, Arguments arguments, int skipped) {
        List<Object> positional = arguments.positional();
        return new Arguments(
                what, positional.subList(skipped, positional.size()), arguments.named());
    }
}
