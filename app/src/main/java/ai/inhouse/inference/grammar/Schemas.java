package ai.inhouse.inference.grammar;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What can be said of JSON Schemas without looking at texts.
final class Schemas {
    static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");

    /// Keywords that describe, and demand nothing.
    private static final Set<String> REMARKS =
            Set.of(
                    "$schema",
                    "$id",
                    "$comment",
                    "$defs",
                    "definitions",
                    "$anchor",
                    "title",
                    "description",
                    "default",
                    "examples",
                    "deprecated",
                    "readOnly",
                    "writeOnly",
                    "strict");

    private Schemas() {}

    /// The keywords that demand something.
    static Set<String> demands(JsonNode schema) {
        return schema.propertyNames().stream()
                .filter(name -> !REMARKS.contains(name))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// The types that a schema's texts may have, as its own keywords say.
    static Set<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        Set<String> types = new LinkedHashSet<>();
        if (type.isString()) {
            types.add(type.stringValue());
        }
        type.forEach(one -> types.add(one.asString("")));
        literals(schema).forEach(literal -> types.add(typeOf(literal)));
        return types.isEmpty() ? TYPES : types;
    }

    static String typeOf(JsonNode value) {
        if (value.isObject()) {
            return "object";
        }
        if (value.isArray()) {
            return "array";
        }
        if (value.isString()) {
            return "string";
        }
        if (value.isBoolean()) {
            return "boolean";
        }
        return value.isNumber() ? value.isIntegralNumber() ? "integer" : "number" : "null";
    }

    /// The values of `const` or `enum`, if the schema has them.
    static List<JsonNode> literals(JsonNode schema) {
        return schema.has("const")
                ? List.of(schema.get("const"))
                : schema.path("enum").valueStream().toList();
    }

    /// Whether no text can satisfy both: their types differ, their literals do, or those of a
    /// property that both require.
    static boolean exclude(JsonNode a, JsonNode b) {
        List<JsonNode> some = literals(a);
        List<JsonNode> others = literals(b);
        if (!some.isEmpty() && !others.isEmpty()) {
            return some.stream().noneMatch(others::contains);
        }
        Set<String> common = new LinkedHashSet<>(wide(types(a)));
        common.retainAll(wide(types(b)));
        if (common.isEmpty()) {
            return true;
        }
        return common.equals(Set.of("object")) && excludeByProperty(a, b);
    }

    private static Set<String> wide(Set<String> types) {
        return types.stream()
                .map(type -> type.equals("integer") ? "number" : type)
                .collect(Collectors.toSet());
    }

    private static boolean excludeByProperty(JsonNode a, JsonNode b) {
        for (JsonNode name : a.path("required")) {
            String property = name.asString("");
            boolean both = b.path("required").valueStream().anyMatch(name::equals);
            JsonNode mine = a.path("properties").path(property);
            JsonNode other = b.path("properties").path(property);
            if (both && mine.isObject() && other.isObject() && exclude(mine, other)) {
                return true;
            }
        }
        return false;
    }

    /// One schema that demands what both do.
    ///
    /// @throws InhouseException where that is more than joining their keywords
    static ObjectNode merge(String where, JsonNode a, JsonNode b) {
        ObjectNode merged = Json.mapper().createObjectNode();
        a.properties().forEach(entry -> merged.set(entry.getKey(), entry.getValue()));
        for (var entry : b.properties()) {
            String key = entry.getKey();
            JsonNode mine = merged.get(key);
            JsonNode other = entry.getValue();
            if (mine == null || mine.equals(other) || REMARKS.contains(key)) {
                merged.set(key, mine == null ? other : mine);
            } else if (key.equals("required")) {
                merged.set(key, union(mine, other));
            } else if (key.equals("properties")) {
                merged.set(key, mergeProperties(where, mine, other));
            } else {
                throw GrammarException.at(
                        where,
                        "two of its parts both have '%s'".formatted(key),
                        "Write them as one schema.");
            }
        }
        return merged;
    }

    private static ArrayNode union(JsonNode a, JsonNode b) {
        Set<JsonNode> names = new LinkedHashSet<>();
        a.forEach(names::add);
        b.forEach(names::add);
        return Json.mapper().createArrayNode().addAll(names);
    }

    private static ObjectNode mergeProperties(String where, JsonNode a, JsonNode b) {
        ObjectNode merged = Json.mapper().createObjectNode();
        a.properties().forEach(entry -> merged.set(entry.getKey(), entry.getValue()));
        for (var entry : b.properties()) {
            JsonNode mine = merged.get(entry.getKey());
            merged.set(
                    entry.getKey(),
                    mine == null
                            ? entry.getValue()
                            : merge(where + "." + entry.getKey(), mine, entry.getValue()));
        }
        return merged;
    }
}
