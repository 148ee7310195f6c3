package ai.inhouse.serving;

import ai.inhouse.base.Json;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/// The messages of a chat request, as the chat template takes them.
record Conversation(List<Message> messages) {
    private static final Set<String> MESSAGE_FIELDS =
            Set.of(
                    "role",
                    "content",
                    "name",
                    "tool_calls",
                    "tool_call_id",
                    "refusal",
                    "annotations");
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    static Conversation read(Fields body) {
        JsonNode array = body.required("messages");
        body.check(array.isArray() && !array.isEmpty(), "messages", "must be a non-empty list");
        List<Message> messages = new ArrayList<>();
        for (JsonNode node : array) {
            messages.add(message(Fields.of(node, "messages[%d]".formatted(messages.size()))));
        }
        return new Conversation(List.copyOf(messages));
    }

    private static Message message(Fields fields) {
        fields.allowOnly(MESSAGE_FIELDS);
        String role = fields.requiredText("role");
        List<Map<String, Object>> calls = toolCalls(fields);
        return switch (role) {
            case "system", "developer" -> Message.of("system", content(fields, false));
            case "user", "tool" -> Message.of(role, content(fields, false));
            case "assistant" -> new Message(role, content(fields, !calls.isEmpty()), calls);
            default ->
                    throw ApiException.invalid(
                            fields.param("role"),
                            "'%s' is '%s', and must be one of system, developer, user, assistant and tool."
                                    .formatted(fields.param("role"), role));
        };
    }

    /// A text, or a list of text parts joined without anything between.
    private static String content(Fields fields, boolean optional) {
        if (optional && fields.node("content").isEmpty()) {
            return "";
        }
        JsonNode content = fields.required("content");
        String param = fields.param("content");
        if (content.isString()) {
            return Fields.text(content, param);
        }
        fields.check(content.isArray(), "content", "must be a string or a list of parts");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            Fields part = Fields.of(content.get(i), "%s[%d]".formatted(param, i));
            part.check(
                    part.requiredText("type").equals("text"),
                    "type",
                    "must be 'text': this model reads text only");
            text.append(part.requiredText("text"));
        }
        return text.toString();
    }

    private static List<Map<String, Object>> toolCalls(Fields message) {
        List<Map<String, Object>> calls = new ArrayList<>();
        for (JsonNode node : list(message, "tool_calls")) {
            String path = "%s[%d]".formatted(message.param("tool_calls"), calls.size());
            Fields call = Fields.of(node, path);
            Fields function = Fields.of(call.required("function"), call.param("function"));
            Map<String, Object> named = new LinkedHashMap<>();
            named.put("name", function.requiredText("name"));
            named.put("arguments", arguments(function));
            Map<String, Object> map = new LinkedHashMap<>();
            call.text("id").ifPresent(id -> map.put("id", id));
            map.put("type", "function");
            map.put("function", named);
            calls.add(map);
        }
        return calls;
    }

    /// The API carries arguments as a string of JSON; chat templates expect the object itself.
    private static Map<String, Object> arguments(Fields function) {
        String json = function.requiredText("arguments");
        try {
            return Json.mapper().readValue(json, MAP);
        } catch (JacksonException e) {
            throw ApiException.invalid(
                    function.param("arguments"),
                    "'%s' must be a JSON object as text.".formatted(function.param("arguments")));
        }
    }

    private static Iterable<JsonNode> list(Fields fields, String name) {
        return fields.node(name)
                .<Iterable<JsonNode>>map(
                        node -> {
                            fields.check(node.isArray(), name, "must be a list");
                            return node;
                        })
                .orElse(List.of());
    }
}
