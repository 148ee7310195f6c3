package ai.inhouse.serving;

import ai.inhouse.base.Json;
import ai.inhouse.inference.grammar.TextFormat;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The tools of a request and how far the model is free to call them.
///
/// @param offered as in OpenAI's chat API; empty where none may be called
/// @param must the tools of which one has to be called; empty where that is up to the model
/// @param oneCall whether there may be only one call
record Tools(List<JsonNode> offered, List<JsonNode> must, boolean oneCall) {
    static final Tools NONE = new Tools(List.of(), List.of(), false);

    private static final int MOST = 128;
    private static final Set<String> FUNCTION_FIELDS =
            Set.of("name", "description", "parameters", "strict");

    /// @param flat whether the function's fields stand in the tool itself, as responses have it
    static Tools read(Fields body, boolean flat) {
        List<JsonNode> tools = new ArrayList<>();
        JsonNode list = body.node("tools").orElse(Json.mapper().createArrayNode());
        body.check(list.isArray(), "tools", "must be a list");
        body.check(list.size() <= MOST, "tools", "may have at most %d entries".formatted(MOST));
        for (JsonNode node : list) {
            tools.add(tool(Fields.of(node, "tools[%d]".formatted(tools.size())), flat));
        }
        boolean several =
                body.node("parallel_tool_calls").isEmpty() || body.flag("parallel_tool_calls");
        return chosen(body, flat, tools, !several);
    }

    private static JsonNode tool(Fields tool, boolean flat) {
        tool.check(tool.requiredText("type").equals("function"), "type", "must be 'function'");
        Fields function =
                flat ? tool : Fields.of(tool.required("function"), tool.param("function"));
        String name = function.requiredText("name");
        function.check(
                name.matches("[a-zA-Z0-9_.-]{1,64}"),
                "name",
                "must have from 1 to 64 letters, digits, '_', '-' and '.'");
        if (!flat) {
            function.allowOnly(FUNCTION_FIELDS);
        }
        function.node("parameters")
                .ifPresent(p -> function.check(p.isObject(), "parameters", "must be an object"));
        ObjectNode named = Json.mapper().createObjectNode();
        for (String field : List.of("name", "description", "parameters")) {
            function.node(field).ifPresent(value -> named.set(field, value));
        }
        ObjectNode whole = Json.mapper().createObjectNode().put("type", "function");
        whole.set("function", named);
        return whole;
    }

    private static Tools chosen(Fields body, boolean flat, List<JsonNode> tools, boolean oneCall) {
        JsonNode choice = body.node("tool_choice").orElse(Json.mapper().valueToTree("auto"));
        if (choice.isObject()) {
            Fields fields = Fields.of(choice, "tool_choice");
            fields.check(
                    fields.requiredText("type").equals("function"), "type", "must be 'function'");
            Fields function =
                    flat
                            ? fields
                            : Fields.of(fields.required("function"), fields.param("function"));
            String name = function.requiredText("name");
            List<JsonNode> named =
                    tools.stream().filter(tool -> nameOf(tool).equals(name)).toList();
            function.check(!named.isEmpty(), "name", "must be the name of one of the tools");
            return new Tools(tools, named, oneCall);
        }
        String word = Fields.text(choice, "tool_choice");
        return switch (word) {
            case "auto" -> new Tools(tools, List.of(), oneCall);
            case "none" -> NONE;
            case "required" -> {
                body.check(!tools.isEmpty(), "tool_choice", "needs 'tools'");
                yield new Tools(tools, tools, oneCall);
            }
            default -> {
                body.check(
                        false,
                        "tool_choice",
                        "must be 'auto', 'none', 'required' or name a function");
                yield NONE;
            }
        };
    }

    private static String nameOf(JsonNode tool) {
        return tool.at("/function/name").asString();
    }

    /// As chat templates take them.
    List<Map<String, Object>> forTemplate() {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (JsonNode tool : offered) {
            Map<String, Object> map = new LinkedHashMap<>();
            tool.properties()
                    .forEach(
                            entry ->
                                    map.put(
                                            entry.getKey(),
                                            Json.mapper()
                                                    .convertValue(entry.getValue(), Object.class)));
            maps.add(map);
        }
        return maps;
    }

    /// The call that has to be written, if one has.
    Optional<TextFormat> forced(ToolFormat format, ResponseFormat formats) {
        if (must.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode schema = Json.mapper().createObjectNode();
        ArrayNode calls = schema.putArray("anyOf");
        for (JsonNode tool : must) {
            ObjectNode call = calls.addObject().put("type", "object");
            call.put("additionalProperties", false);
            ObjectNode properties = call.putObject("properties");
            properties.putObject(format.name()).put("const", nameOf(tool));
            JsonNode parameters = tool.at("/function/parameters");
            properties.set(
                    format.arguments(),
                    parameters.isObject() && !parameters.isEmpty()
                            ? parameters
                            : Json.mapper().createObjectNode().put("type", "object"));
            call.putArray("required").add(format.name()).add(format.arguments());
            // References are to the whole schema, so what they name must stand there.
            for (String defs : List.of("$defs", "definitions")) {
                if (parameters.has(defs)) {
                    schema.set(defs, parameters.get(defs));
                }
            }
        }
        return Optional.of(formats.call("tools", schema));
    }

    /// The conversation for a model whose template knows nothing of tools: they are described in
    /// the system's message, and calls that were made are written as the model should write them.
    List<Message> told(List<Message> messages) {
        StringBuilder words = new StringBuilder("You can call these functions:");
        offered.forEach(tool -> words.append('\n').append(tool.get("function")));
        words.append(
                "\nTo call one, write <tool_call>{\"name\": ..., \"arguments\": ...}</tool_call>");
        List<Message> told = new ArrayList<>();
        boolean hasSystem = messages.getFirst().role().equals("system");
        String first = hasSystem ? messages.getFirst().content() + "\n\n" : "";
        told.add(Message.of("system", first + words));
        for (Message message : messages.subList(hasSystem ? 1 : 0, messages.size())) {
            StringBuilder content = new StringBuilder(message.content());
            for (Map<String, Object> call : message.toolCalls()) {
                content.append("<tool_call>")
                        .append(Json.write(call.getOrDefault("function", Map.of())))
                        .append("</tool_call>");
            }
            told.add(Message.of(message.role(), content.toString()));
        }
        return told;
    }
}
