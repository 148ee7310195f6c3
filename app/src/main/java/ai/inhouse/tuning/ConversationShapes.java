package ai.inhouse.tuning;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/// The shapes in which one JSON object holds a conversation:
///
/// | shape | keys |
/// |---|---|
/// | messages | `messages` of `role`, `content`, `tool_calls`; `tools` |
/// | ShareGPT | `conversations` of `from`, `value`; `system` |
/// | Alpaca | `instruction`, `input`, `output`; `system` |
/// | prompt and completion | `prompt`, `completion`, each a text or messages |
/// | question and answer | `question`, `answer` |
///
/// Each may have a `tone`.
public final class ConversationShapes {
    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");
    private static final TypeReference<List<Map<String, Object>>> MAPS = new TypeReference<>() {};

    private ConversationShapes() {}

    static Conversation read(JsonNode node, String source) throws Malformed {
        if (!node.isObject()) {
            throw new Malformed("is not a JSON object");
        }
        List<Message> messages = checked(messages(node));
        Optional<String> tone = optionalText(node, "tone");
        return new Conversation(messages, maps(node.path("tools"), "tools"), tone, source);
    }

    private static List<Message> messages(JsonNode node) throws Malformed {
        if (node.has("messages")) {
            return messageList(node.path("messages"), "messages", "user");
        }
        if (node.has("conversations")) {
            return shareGpt(node);
        }
        if (node.has("instruction")) {
            return alpaca(node);
        }
        if (node.has("prompt")) {
            return pair(node, "prompt", "completion");
        }
        if (node.has("question")) {
            return pair(node, "question", "answer");
        }
        throw new Malformed(
                "has none of the keys messages, conversations, instruction, prompt, question");
    }

    private static List<Message> pair(JsonNode node, String asked, String answered)
            throws Malformed {
        List<Message> messages = withSystem(node);
        messages.addAll(messageList(node.path(asked), asked, "user"));
        messages.addAll(messageList(node.path(answered), answered, "assistant"));
        return messages;
    }

    private static List<Message> alpaca(JsonNode node) throws Malformed {
        List<Message> messages = withSystem(node);
        String instruction = text(node, "instruction");
        Optional<String> input = optionalText(node, "input");
        messages.add(
                Message.of("user", input.map(in -> instruction + "\n\n" + in).orElse(instruction)));
        messages.add(Message.of("assistant", text(node, "output")));
        return messages;
    }

    private static List<Message> shareGpt(JsonNode node) throws Malformed {
        List<Message> messages = withSystem(node);
        for (JsonNode turn : node.path("conversations")) {
            String from = text(turn, "from");
            String value = text(turn, "value");
            messages.add(
                    switch (from) {
                        case "human", "user" -> Message.of("user", value);
                        case "gpt", "assistant", "chatgpt", "model" ->
                                Message.of("assistant", value);
                        case "system" -> Message.of("system", value);
                        case "observation", "tool", "function_response" ->
                                Message.of("tool", value);
                        case "function_call" ->
                                new Message("assistant", "", List.of(functionCall(value)));
                        default -> throw new Malformed("has an unknown speaker '" + from + "'");
                    });
        }
        return messages;
    }

    private static Map<String, Object> functionCall(String json) throws Malformed {
        JsonNode call = parsed(json, "function_call");
        return Map.of(
                "type",
                "function",
                "function",
                Map.of(
                        "name",
                        text(call, "name"),
                        "arguments",
                        Json.mapper().convertValue(call.path("arguments"), Object.class)));
    }

    private static List<Message> withSystem(JsonNode node) throws Malformed {
        List<Message> messages = new ArrayList<>();
        optionalText(node, "system").ifPresent(text -> messages.add(Message.of("system", text)));
        return messages;
    }

    /// A list of messages, or a text that is one message of the given role.
    public static List<Message> messageList(JsonNode node, String key, String role)
            throws Malformed {
        if (node.isString()) {
            return List.of(Message.of(role, node.asString()));
        }
        if (!node.isArray() || node.isEmpty()) {
            throw new Malformed("has no text and no messages under '" + key + "'");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : node) {
            messages.add(
                    new Message(
                            text(message, "role"),
                            content(message.path("content")),
                            maps(message.path("tool_calls"), "tool_calls")));
        }
        return messages;
    }

    /// A text, null where there are only tool calls, or parts of which those of text count.
    private static String content(JsonNode node) throws Malformed {
        if (node.isArray()) {
            StringBuilder all = new StringBuilder();
            for (JsonNode part : node) {
                all.append(text(part, "text"));
            }
            return all.toString();
        }
        if (!node.isString() && !node.isNull() && !node.isMissingNode()) {
            throw new Malformed("has a content that is no text");
        }
        return node.asString("");
    }

    private static List<Map<String, Object>> maps(JsonNode node, String key) throws Malformed {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        JsonNode list = node.isString() ? parsed(node.asString(), key) : node;
        for (JsonNode element : list) {
            if (!element.isObject()) {
                throw new Malformed("has something else than objects under '" + key + "'");
            }
        }
        if (!list.isArray()) {
            throw new Malformed("has no list under '" + key + "'");
        }
        return Json.mapper().convertValue(list, MAPS);
    }

    private static JsonNode parsed(String json, String key) throws Malformed {
        try {
            return Json.tree(json, key);
        } catch (InhouseException e) {
            throw new Malformed("has no JSON under '" + key + "'");
        }
    }

    static String text(JsonNode node, String key) throws Malformed {
        return optionalText(node, key)
                .orElseThrow(() -> new Malformed("has no text under '" + key + "'"));
    }

    static Optional<String> optionalText(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isString() && !value.asString().isBlank()
                ? Optional.of(value.asString())
                : Optional.empty();
    }

    private static List<Message> checked(List<Message> messages) throws Malformed {
        for (Message message : messages) {
            if (!ROLES.contains(message.role())) {
                throw new Malformed("has an unknown role '" + message.role() + "'");
            }
            if (message.content().isBlank() && message.toolCalls().isEmpty()) {
                throw new Malformed("has an empty message of the " + message.role());
            }
        }
        if (messages.stream().noneMatch(message -> message.role().equals("user"))) {
            throw new Malformed("has no message of the user");
        }
        if (messages.stream().noneMatch(message -> message.role().equals("assistant"))) {
            throw new Malformed("has no message of the assistant to learn from");
        }
        return messages;
    }
}
