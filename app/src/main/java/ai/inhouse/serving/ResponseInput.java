package ai.inhouse.serving;

import ai.inhouse.base.Json;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The `input` of `/v1/responses`: a text, or a list of messages, calls and what they gave.
final class ResponseInput {
    private static final Set<String> MESSAGE = Set.of("type", "role", "content", "id", "status");
    private static final Set<String> TEXT_PARTS = Set.of("input_text", "output_text", "text");

    private ResponseInput() {}

    static List<Message> read(Fields body) {
        List<Message> messages = new ArrayList<>();
        body.text("instructions").ifPresent(text -> messages.add(Message.of("system", text)));
        JsonNode input = body.required("input");
        if (input.isString()) {
            messages.add(Message.of("user", Fields.text(input, "input")));
            return messages;
        }
        body.check(input.isArray() && !input.isEmpty(), "input", "must be a text or a list");
        for (int i = 0; i < input.size(); i++) {
            messages.add(item(Fields.of(input.get(i), "input[%d]".formatted(i))));
        }
        return messages;
    }

    private static Message item(Fields item) {
        return switch (item.text("type").orElse("message")) {
            case "message" -> message(item);
            case "function_call" -> call(item);
            case "function_call_output" -> Message.of("tool", item.requiredText("output"));
            default -> {
                item.check(
                        false,
                        "type",
                        "must be one of message, function_call and function_call_output");
                yield Message.of("user", "");
            }
        };
    }

    private static Message message(Fields item) {
        item.allowOnly(MESSAGE);
        String role = item.requiredText("role");
        item.check(
                Set.of("system", "developer", "user", "assistant").contains(role),
                "role",
                "must be one of system, developer, user and assistant");
        JsonNode content = item.required("content");
        String param = item.param("content");
        StringBuilder text = new StringBuilder();
        if (content.isString()) {
            text.append(Fields.text(content, param));
        } else {
            item.check(content.isArray(), "content", "must be a string or a list of parts");
            for (int i = 0; i < content.size(); i++) {
                Fields part = Fields.of(content.get(i), "%s[%d]".formatted(param, i));
                part.check(
                        TEXT_PARTS.contains(part.requiredText("type")),
                        "type",
                        "must be a text: this model reads text only");
                text.append(part.requiredText("text"));
            }
        }
        return Message.of(role.equals("developer") ? "system" : role, text.toString());
    }

    private static Message call(Fields item) {
        Object arguments;
        try {
            arguments = Json.mapper().readValue(item.requiredText("arguments"), Map.class);
        } catch (JacksonException e) {
            throw ApiException.invalid(
                    item.param("arguments"), "'arguments' must be a JSON object as text.");
        }
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", item.requiredText("name"));
        function.put("arguments", arguments);
        Map<String, Object> call = new LinkedHashMap<>();
        item.text("call_id").ifPresent(id -> call.put("id", id));
        call.put("type", "function");
        call.put("function", function);
        return new Message("assistant", "", List.of(call));
    }
}
