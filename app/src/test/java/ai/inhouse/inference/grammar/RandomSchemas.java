package ai.inhouse.inference.grammar;

import ai.inhouse.base.Json;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes schemas of every kind that is enforced.
final class RandomSchemas {
    private static final List<String> NAMES =
            List.of("name", "a b", "größe", "x\"y", "id", "tags", "näme\\n", "😀");
    private static final List<String> PATTERNS =
            List.of(
                    "^[A-Z]{2}-\\d{3,5}$",
                    "ab+c?",
                    "^(foo|bar)(\\.[a-z]+){0,2}$",
                    "[^a-z]\\s",
                    "^[\\w.+-]+@[a-z]{2,5}\\.com$",
                    "^(\\u00e4|\"\\\\)",
                    "^.{3}$");

    private final Random random;

    RandomSchemas(Random random) {
        this.random = random;
    }

    ObjectNode next() {
        ObjectNode root = schema(3, true);
        if (random.nextInt(4) == 0) {
            ObjectNode defs = root.putObject("$defs");
            ObjectNode node = defs.putObject("node");
            node.put("type", "object").put("additionalProperties", false);
            node.putObject("properties").set("value", schema(1, false));
            ObjectNode child = ((ObjectNode) node.get("properties")).putObject("child");
            child.putArray("anyOf").addObject().put("$ref", "#/$defs/node");
            ((ArrayNode) child.get("anyOf")).addObject().put("type", "null");
            node.putArray("required").add("value").add("child");
            ObjectNode wrapped = Json.mapper().createObjectNode();
            wrapped.set("$defs", root.remove("$defs"));
            ArrayNode both = wrapped.putArray("anyOf");
            both.add(root);
            both.addObject().put("$ref", "#/$defs/node");
            return wrapped;
        }
        return root;
    }

    private ObjectNode schema(int depth, boolean structured) {
        ObjectNode schema = Json.mapper().createObjectNode();
        int kind = structured ? random.nextInt(3) : random.nextInt(depth > 0 ? 10 : 6);
        if (structured || kind >= 6) {
            structure(schema, structured ? kind : kind - 6, depth);
            return schema;
        }
        switch (kind) {
            case 0 -> string(schema);
            case 1 -> number(schema, "integer");
            case 2 -> number(schema, "number");
            case 3 -> schema.put("type", random.nextBoolean() ? "boolean" : "null");
            case 4 -> literals(schema);
            default -> schema.putArray("type").add("integer").add("null").add("boolean");
        }
        return schema;
    }

    private void structure(ObjectNode schema, int kind, int depth) {
        switch (kind) {
            case 0 -> object(schema, depth);
            case 1 -> array(schema, depth);
            case 2 -> {
                ArrayNode any = schema.putArray(random.nextBoolean() ? "anyOf" : "allOf");
                any.add(schema(depth - 1, depth > 1));
                if (schema.has("anyOf")) {
                    any.add(schema(depth - 1, false));
                }
            }
            default -> {
                ArrayNode one = schema.putArray("oneOf");
                for (String tag : List.of("circle", "square")) {
                    ObjectNode choice = one.addObject().put("type", "object");
                    ObjectNode properties = choice.putObject("properties");
                    properties.putObject("kind").put("const", tag);
                    properties.set("size", schema(0, false));
                    choice.putArray("required").add("kind").add("size");
                    choice.put("additionalProperties", false);
                }
            }
        }
    }

    private void object(ObjectNode schema, int depth) {
        schema.put("type", "object");
        int count = random.nextInt(4);
        if (count == 0) {
            schema.set("additionalProperties", schema(depth - 1, false));
            return;
        }
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (int i = 0; i < count; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            boolean fresh = !properties.has(name);
            properties.set(name, schema(depth - 1, false));
            if (fresh && random.nextBoolean()) {
                required.add(name);
            }
        }
        if (random.nextBoolean()) {
            schema.put("additionalProperties", random.nextBoolean());
        }
    }

    private void array(ObjectNode schema, int depth) {
        schema.put("type", "array");
        int least = random.nextInt(3);
        schema.put("minItems", least);
        if (random.nextBoolean()) {
            schema.put("maxItems", least + random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            schema.putArray("prefixItems").add(schema(0, false)).add(schema(0, false));
        }
        schema.set("items", schema(depth - 1, false));
    }

    private void string(ObjectNode schema) {
        schema.put("type", "string");
        switch (random.nextInt(4)) {
            case 0 -> schema.put("pattern", PATTERNS.get(random.nextInt(PATTERNS.size())));
            case 1 -> {
                int least = random.nextInt(4);
                schema.put("minLength", least).put("maxLength", least + random.nextInt(5));
            }
            case 2 ->
                    schema.put(
                            "format",
                            List.of("date", "date-time", "uuid", "ipv4", "email", "time")
                                    .get(random.nextInt(6)));
            default -> {}
        }
    }

    private void number(ObjectNode schema, String type) {
        schema.put("type", type);
        double low =
                Math.round((random.nextDouble() - 0.5) * 4000) / (random.nextBoolean() ? 1.0 : 16);
        if (random.nextBoolean()) {
            schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
        }
        if (random.nextBoolean()) {
            schema.put(
                    random.nextBoolean() ? "maximum" : "exclusiveMaximum",
                    low + 2 + random.nextInt(1000));
        }
        if (type.equals("integer") && random.nextInt(4) == 0) {
            schema.put("multipleOf", 1 + random.nextInt(2));
        }
    }

    private void literals(ObjectNode schema) {
        if (random.nextBoolean()) {
            schema.put("const", NAMES.get(random.nextInt(NAMES.size())));
            return;
        }
        ArrayNode values = schema.putArray("enum").add("red").add(7).add("grün").addNull();
        values.addObject().putArray("nested").add(1.5).add("x");
    }
}
