package ai.inhouse.inference.grammar;

import ai.inhouse.inference.grammar.NumberRange.Bound;
import ai.inhouse.inference.grammar.Regular.Chars;
import ai.inhouse.inference.grammar.Regular.Repeat;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The rules of objects, arrays, strings and numbers that a schema bounds.
final class ValueRules {
    /// Longer texts and lists satisfy a greater bound too; none needs so many.
    private static final int ENOUGH = 1_000;

    private static final int FRACTION_DIGITS = 6;
    private static final double GREATEST_BOUND = 1e30;
    private static final int MOST_DIGITS = 30;
    private static final int GREATEST_DIVISOR = 10_000;
    private static final String DATE = "[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])";
    private static final String TIME =
            "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])";
    private static final Map<String, String> FORMATS =
            Map.of(
                    "date",
                    DATE,
                    "time",
                    TIME,
                    "date-time",
                    DATE + "T" + TIME,
                    "uuid",
                    "[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                    "ipv4",
                    "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}"
                            + "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])",
                    "email",
                    "[a-z0-9_+-]{1,32}(\\.[a-z0-9_+-]{1,32}){0,3}@([a-z0-9]{1,32}\\.){1,3}[a-z]{2,10}",
                    "hostname",
                    "([a-z0-9]{1,32}\\.){0,3}[a-z][a-z0-9]{0,32}");

    private final Grammar grammar;
    private final JsonRules json;
    private final Schema rules;

    /// Makes the rule of a schema inside.
    interface Schema {
        int rule(String where, JsonNode schema);
    }

    ValueRules(Grammar grammar, JsonRules json, Schema rules) {
        this.grammar = grammar;
        this.json = json;
        this.rules = rules;
    }

    int object(String where, JsonNode schema, int start) {
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").forEach(name -> required.add(name.asString("")));
        JsonNode others = schema.path("additionalProperties");
        List<String> names = new ArrayList<>(schema.path("properties").propertyNames());
        for (String name : required) {
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        int least = count(where, schema, "minProperties", 0);
        int most = count(where, schema, "maxProperties", Integer.MAX_VALUE);
        if (least > required.size() || most < names.size()) {
            throw GrammarException.at(
                    where,
                    "the number of its properties is bounded",
                    "Say with 'required' which it must have.");
        }
        boolean open = !others.isBoolean() || others.booleanValue();
        if (names.isEmpty() && open) {
            JsonNode values = others.isObject() ? others : schema.path("no such keyword");
            int value =
                    values.isMissingNode()
                            ? json.anyValue()
                            : rules.rule(where + ".additionalProperties", values);
            return json.map(start, json::anyString, () -> value);
        }
        return properties(where, schema, names, required, start);
    }

    /// In the schema's order; those that are not required may be left out.
    private int properties(
            String where, JsonNode schema, List<String> names, Set<String> required, int start) {
        int none = json.open(start, "{");
        int some = grammar.node();
        int noneYet = none;
        for (String name : names) {
            JsonNode inside = schema.path("properties").path(name);
            boolean named = !inside.isMissingNode();
            JsonNode others = schema.path("additionalProperties");
            int rule =
                    named || !others.isMissingNode()
                            ? rules.rule("%s.%s".formatted(where, name), named ? inside : others)
                            : json.anyValue();
            int after = grammar.node();
            grammar.silent(grammar.call(json.name(noneYet, name), rule), after);
            grammar.silent(grammar.call(json.name(json.comma(some), name), rule), after);
            if (required.contains(name)) {
                noneYet = grammar.node();
            } else {
                grammar.silent(some, after);
            }
            some = after;
        }
        int end = json.close(some, "}");
        grammar.silent(json.literal(noneYet, "}"), end);
        return end;
    }

    int array(String where, JsonNode schema, int start) {
        int least = count(where, schema, "minItems", 0);
        int most = count(where, schema, "maxItems", Repeat.ENDLESS);
        if (most != Repeat.ENDLESS) {
            most = Math.min(most, Math.max(least, ENOUGH));
        }
        JsonNode items = schema.path("items");
        List<JsonNode> tuple = schema.path("prefixItems").valueStream().toList();
        boolean closed = items.isBoolean() && !items.booleanValue();
        int rule =
                items.isMissingNode() || closed ? json.anyValue() : rules.rule(where + "[]", items);
        if (tuple.isEmpty() && !closed) {
            return bounded(json.list(start, () -> rule, least, most), least, most);
        }
        return tuple(
                where, tuple, closed ? Optional.empty() : Optional.of(rule), least, most, start);
    }

    /// Bounds in the wrong order leave nothing.
    private int bounded(int end, int least, int most) {
        return most == Repeat.ENDLESS || least <= most ? end : grammar.node();
    }

    private int tuple(
            String where,
            List<JsonNode> first,
            Optional<Integer> others,
            int least,
            int most,
            int start) {
        int end = grammar.node();
        int opened = json.open(start, "[");
        int at = opened;
        for (int i = 0; i <= first.size(); i++) {
            if (i >= least && (most == Repeat.ENDLESS || i <= most)) {
                grammar.silent(i == 0 ? json.literal(at, "]") : json.close(at, "]"), end);
            }
            if (i < first.size()) {
                int rule = rules.rule("%s[%d]".formatted(where, i), first.get(i));
                at = grammar.call(i == 0 ? at : json.comma(at), rule);
            }
        }
        int left = most == Repeat.ENDLESS ? most : Math.max(0, most - first.size());
        if (others.isPresent() && (left > 0 || left == Repeat.ENDLESS)) {
            int from = at;
            int rest =
                    json.items(opened, from, others::get, Math.max(0, least - first.size()), left);
            grammar.silent(rest, end);
        }
        return end;
    }

    int string(String where, JsonNode schema, int start) {
        int least = count(where, schema, "minLength", 0);
        int most = count(where, schema, "maxLength", Repeat.ENDLESS);
        Optional<Dfa> characters = Optional.empty();
        if (schema.has("pattern")) {
            Regular pattern = RegexParser.search(where, schema.get("pattern").asString(""));
            characters = Optional.of(RegularCompiler.compile(where, pattern));
        }
        String format = FORMATS.get(schema.path("format").asString(""));
        if (format != null) {
            Dfa form = RegularCompiler.compile(where, RegexParser.whole(where, format));
            characters = Optional.of(characters.map(a -> a.intersect(where, form)).orElse(form));
        }
        if (most != Repeat.ENDLESS && least > most) {
            return grammar.node();
        }
        if (least > 0 || most != Repeat.ENDLESS) {
            int bound = most == Repeat.ENDLESS ? most : Math.min(most, Math.max(least, ENOUGH));
            Regular length = new Repeat(new Chars(CharSet.ALL), least, bound);
            Dfa lengths = RegularCompiler.compile(where, length);
            characters =
                    Optional.of(characters.map(a -> a.intersect(where, lengths)).orElse(lengths));
        }
        return characters
                .map(dfa -> json.string(start, dfa))
                .orElseGet(() -> grammar.call(start, json.anyString()));
    }

    int number(String where, JsonNode schema, int start, boolean integer) {
        Optional<Bound> least = bound(where, schema, "minimum", "exclusiveMinimum", 1);
        Optional<Bound> most = bound(where, schema, "maximum", "exclusiveMaximum", -1);
        if (!integer && least.isEmpty() && most.isEmpty() && !schema.has("multipleOf")) {
            return grammar.call(start, json.anyNumber());
        }
        int fraction = FRACTION_DIGITS;
        int divisor = 1;
        if (schema.has("multipleOf")) {
            BigDecimal value =
                    number(where, schema, "multipleOf", true)
                            .map(Bound::value)
                            .orElseThrow()
                            .stripTrailingZeros();
            boolean tenth = value.unscaledValue().intValue() == 1 && value.scale() > 0;
            boolean whole = value.scale() <= 0 && value.signum() > 0;
            if (tenth && value.scale() <= FRACTION_DIGITS) {
                fraction = value.scale();
            } else if (whole && value.longValue() <= GREATEST_DIVISOR) {
                fraction = 0;
                divisor = value.intValue();
            } else {
                throw GrammarException.at(
                        where,
                        "its 'multipleOf' is not enforced",
                        "Use a whole number up to %d, or 0.1, 0.01 and so on."
                                .formatted(GREATEST_DIVISOR));
            }
        }
        NumberRange range = new NumberRange(least, most, integer ? 0 : fraction, divisor);
        return json.regular(start, range.compile(where));
    }

    /// The narrower of a bound that is included and one that is not.
    ///
    /// @param narrower the sign of what is narrower
    private static Optional<Bound> bound(
            String where, JsonNode schema, String included, String excluded, int narrower) {
        Optional<Bound> with = number(where, schema, included, true);
        Optional<Bound> without = number(where, schema, excluded, false);
        if (with.isEmpty() || without.isEmpty()) {
            return with.or(() -> without);
        }
        int order = with.get().value().compareTo(without.get().value());
        return order * narrower > 0 ? with : without;
    }

    private static Optional<Bound> number(
            String where, JsonNode schema, String name, boolean included) {
        if (!schema.has(name)) {
            return Optional.empty();
        }
        if (!schema.get(name).isNumber()) {
            throw GrammarException.at(
                    where, "'%s' must be a number".formatted(name), "Correct it.");
        }
        boolean sane = Math.abs(schema.get(name).doubleValue()) < GREATEST_BOUND;
        if (!sane || schema.get(name).asDecimal().scale() > MOST_DIGITS) {
            throw GrammarException.at(
                    where,
                    "'%s' is a number of too many digits".formatted(name),
                    "Use one of at most %d.".formatted(MOST_DIGITS));
        }
        return Optional.of(new Bound(schema.get(name).asDecimal(), included));
    }

    private static int count(String where, JsonNode schema, String name, int otherwise) {
        if (!schema.has(name)) {
            return otherwise;
        }
        JsonNode value = schema.get(name);
        if (!value.isIntegralNumber() || value.asDecimal().signum() < 0) {
            throw GrammarException.at(
                    where, "'%s' must be a whole number from 0".formatted(name), "Correct it.");
        }
        return value.canConvertToInt() ? value.intValue() : Integer.MAX_VALUE;
    }
}
