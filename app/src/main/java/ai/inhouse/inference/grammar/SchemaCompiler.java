package ai.inhouse.inference.grammar;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a JSON Schema rules. Each text of the rules satisfies the schema; not each text that does
/// is among them: properties come in the schema's order, and no others than it names. What cannot
/// be promised is refused, and nothing is left out silently.
final class SchemaCompiler {
    private static final Set<String> STRING = Set.of("minLength", "maxLength", "pattern", "format");
    private static final Set<String> NUMBER =
            Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");
    private static final Set<String> ARRAY = Set.of("items", "prefixItems", "minItems", "maxItems");
    private static final Set<String> OBJECT =
            Set.of(
                    "properties",
                    "required",
                    "additionalProperties",
                    "minProperties",
                    "maxProperties");
    private static final Set<String> CHOICES =
            Set.of("type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref");
    private static final int DEEPEST = 100;
    private static final int MOST_EXPANSIONS = 10_000;

    private final JsonNode root;
    private final Grammar grammar;
    private final JsonRules json;
    private final ValueRules values;
    private final Map<String, Integer> references = new HashMap<>();
    private int depth;
    private int expansions;

    private SchemaCompiler(JsonNode root, Grammar grammar) {
        this.root = root;
        this.grammar = grammar;
        this.json = new JsonRules(grammar);
        this.values = new ValueRules(grammar, json, this::rule);
    }

    /// @return the schema's rule
    static int compile(String where, JsonNode schema, Grammar grammar) {
        return new SchemaCompiler(schema, grammar).rule(where, schema);
    }

    /// A rule whose texts satisfy a schema.
    private int rule(String where, JsonNode schema) {
        enter(where);
        try {
            if (schema.isBoolean() && schema.booleanValue()) {
                return json.anyValue();
            }
            if (schema.isBoolean()) {
                return grammar.node();
            }
            if (!schema.isObject()) {
                throw GrammarException.at(where, "a schema must be an object", "Write one.");
            }
            return json.rule(start -> any(where, schema, start));
        } finally {
            depth--;
        }
    }

    private int any(String where, JsonNode schema, int start) {
        int end = grammar.node();
        for (JsonNode choice : alternatives(where, schema)) {
            grammar.silent(one(where, choice, start), end);
        }
        return end;
    }

    /// The schema as several without `anyOf`, `oneOf` and `allOf`.
    private List<JsonNode> alternatives(String where, JsonNode schema) {
        enter(where);
        try {
            for (String key : List.of("allOf", "anyOf", "oneOf")) {
                if (schema.has(key)) {
                    return distributed(where, schema, key);
                }
            }
            return List.of(schema);
        } finally {
            depth--;
        }
    }

    /// Counts what is entered, so that neither a deep schema nor one that leads to itself, nor one
    /// that multiplies out to very many, takes more than its share.
    private void enter(String where) {
        if (++depth > DEEPEST || ++expansions > MOST_EXPANSIONS) {
            throw GrammarException.at(
                    where, "it is nested too deep, or in itself", "Flatten it, or use '$ref'.");
        }
    }

    private List<JsonNode> distributed(String where, JsonNode schema, String key) {
        List<JsonNode> parts = schema.get(key).valueStream().toList();
        if (parts.isEmpty() || parts.stream().anyMatch(part -> !part.isObject())) {
            throw GrammarException.at(
                    where, "'%s' must be a list of schemas".formatted(key), "Write one.");
        }
        if (key.equals("oneOf")) {
            checkExclusive(where, parts);
        }
        ObjectNode rest = ((ObjectNode) schema).deepCopy();
        rest.remove(key);
        boolean alone = Schemas.demands(rest).isEmpty();
        if (key.equals("allOf")) {
            JsonNode merged = rest;
            for (JsonNode part : parts) {
                JsonNode meant = parts.size() == 1 && alone ? part : resolved(where, part);
                merged = Schemas.merge(where, merged, meant);
            }
            return alternatives(where, merged);
        }
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode part : parts) {
            JsonNode meant = alone ? part : Schemas.merge(where, rest, resolved(where, part));
            all.addAll(alternatives(where, meant));
        }
        return all;
    }

    private void checkExclusive(String where, List<JsonNode> parts) {
        for (int i = 0; i < parts.size(); i++) {
            for (int j = 0; j < i; j++) {
                JsonNode a = resolved(where, parts.get(i));
                JsonNode b = resolved(where, parts.get(j));
                if (!Schemas.exclude(a, b)) {
                    throw GrammarException.at(
                            where,
                            "a text could satisfy two schemas of its 'oneOf'",
                            "Use 'anyOf', or give them a required property with different 'const'.");
                }
            }
        }
    }

    private JsonNode resolved(String where, JsonNode schema) {
        JsonNode at = schema;
        for (int i = 0; at.has("$ref"); i++) {
            if (i > DEEPEST) {
                throw GrammarException.at(where, "its '$ref' leads to itself", "Change it.");
            }
            at = target(where, at.get("$ref"));
        }
        return at;
    }

    private JsonNode target(String where, JsonNode reference) {
        String text = reference.asString("");
        JsonNode found =
                text.equals("#")
                        ? root
                        : text.startsWith("#/")
                                ? root.at(text.substring(1))
                                : root.at("/none of it");
        if (found.isMissingNode()) {
            throw GrammarException.at(
                    where,
                    "its '$ref' is to '%s', which is not in the schema".formatted(text),
                    "Refer to '#/$defs/NAME'.");
        }
        return found;
    }

    /// One schema that is no choice between others.
    private int one(String where, JsonNode schema, int start) {
        if (schema.has("$ref")) {
            if (!Schemas.demands(schema).equals(Set.of("$ref"))) {
                JsonNode target = resolved(where, schema);
                ObjectNode rest = ((ObjectNode) schema).deepCopy();
                rest.remove("$ref");
                return any(where, Schemas.merge(where, target, rest), start);
            }
            return grammar.call(start, reference(where, schema.get("$ref")));
        }
        List<JsonNode> literals = Schemas.literals(schema);
        if (!literals.isEmpty()) {
            return literals(where, schema, literals, start);
        }
        int end = grammar.node();
        for (String type : types(where, schema)) {
            grammar.silent(typed(where, type, schema, start), end);
        }
        return end;
    }

    private int reference(String where, JsonNode reference) {
        String name = reference.asString("");
        Integer known = references.get(name);
        if (known != null) {
            return known;
        }
        JsonNode target = target(where, reference);
        int start = grammar.node();
        references.put(name, start);
        grammar.markLast(grammar.call(start, rule(name, target)));
        return start;
    }

    private int literals(String where, JsonNode schema, List<JsonNode> literals, int start) {
        check(where, schema, Set.of());
        Set<String> types = new LinkedHashSet<>();
        JsonNode type = schema.path("type");
        if (type.isString()) {
            types.add(type.stringValue());
        }
        type.forEach(one -> types.add(one.asString("")));
        int end = grammar.node();
        for (JsonNode literal : literals) {
            String its = Schemas.typeOf(literal);
            boolean fits =
                    types.isEmpty()
                            || types.contains(its)
                            || (its.equals("integer") && types.contains("number"));
            if (fits) {
                grammar.silent(json.literal(start, Json.write(literal)), end);
            }
        }
        return end;
    }

    /// The types that are meant: those that are named, or those that the keywords speak of.
    private Set<String> types(String where, JsonNode schema) {
        if (schema.has("type")) {
            Set<String> types = Schemas.types(schema);
            if (!Schemas.TYPES.containsAll(types)) {
                throw GrammarException.at(
                        where,
                        "its type is none of JSON's",
                        "Use one of "
                                + String.join(", ", Schemas.TYPES.stream().sorted().toList()));
            }
            return types;
        }
        Set<String> types = new LinkedHashSet<>();
        addIfSpokenOf(schema, OBJECT, "object", types);
        addIfSpokenOf(schema, ARRAY, "array", types);
        addIfSpokenOf(schema, STRING, "string", types);
        addIfSpokenOf(schema, NUMBER, "number", types);
        check(where, schema, union(OBJECT, ARRAY, STRING, NUMBER));
        return types.isEmpty() ? Set.of("any") : types;
    }

    private static void addIfSpokenOf(
            JsonNode schema, Set<String> keywords, String type, Set<String> types) {
        if (keywords.stream().anyMatch(schema::has)) {
            types.add(type);
        }
    }

    private int typed(String where, String type, JsonNode schema, int start) {
        if (!schema.path("type").isArray() && schema.has("type")) {
            check(where, schema, keywordsOf(type));
        } else if (schema.has("type")) {
            check(where, schema, union(OBJECT, ARRAY, STRING, NUMBER));
        }
        return switch (type) {
            case "object" -> values.object(where, schema, start);
            case "array" -> values.array(where, schema, start);
            case "string" -> values.string(where, schema, start);
            case "number" -> values.number(where, schema, start, false);
            case "integer" -> values.number(where, schema, start, true);
            case "boolean" -> {
                int end = json.literal(start, "true");
                grammar.silent(json.literal(start, "false"), end);
                yield end;
            }
            case "null" -> json.literal(start, "null");
            default -> grammar.call(start, json.anyValue());
        };
    }

    private static Set<String> keywordsOf(String type) {
        return switch (type) {
            case "object" -> OBJECT;
            case "array" -> ARRAY;
            case "string" -> STRING;
            case "number", "integer" -> NUMBER;
            default -> Set.of();
        };
    }

    @SafeVarargs
    private static Set<String> union(Set<String>... sets) {
        Set<String> all = new LinkedHashSet<>();
        for (Set<String> set : sets) {
            all.addAll(set);
        }
        return all;
    }

    private static void check(String where, JsonNode schema, Set<String> understood)
            throws InhouseException {
        for (String demand : Schemas.demands(schema)) {
            if (!understood.contains(demand) && !CHOICES.contains(demand)) {
                throw GrammarException.at(
                        where,
                        "'%s' is not enforced there".formatted(demand),
                        "Leave it out, and check the answer for it.");
            }
        }
    }
}
