package ai.inhouse.serving;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import ai.inhouse.tokens.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/// How a model writes the calls of tools: a JSON object between marks. Learned from the model's own
/// chat template, by looking at what it makes of a conversation with a call.
///
/// @param before what stands before the object; may be empty
/// @param name the object's key for the function's name
/// @param arguments its key for the arguments
/// @param after what stands after the object; may be empty
record ToolFormat(String before, String name, String arguments, String after) {
    /// For models whose template says nothing of calls: told to them in words.
    static final ToolFormat TOLD =
            new ToolFormat("<tool_call>", "name", "arguments", "</tool_call>");

    private static final String FUNCTION = "probed_function";
    private static final Map<String, Object> ARGUMENTS = Map.of("probed_key", "probed_value");

    /// @return empty where the template writes no calls, or not as one JSON object each
    static Optional<ToolFormat> learn(Chat chat, Tokenizer tokenizer) {
        Message user = Message.of("user", "Hi");
        Map<String, Object> function = Map.of("name", FUNCTION, "arguments", ARGUMENTS);
        Map<String, Object> call =
                Map.of("id", "call00000", "type", "function", "function", function);
        Map<String, Object> tool =
                Map.of(
                        "type",
                        "function",
                        "function",
                        Map.of(
                                "name",
                                "other",
                                "description",
                                "Other.",
                                "parameters",
                                Map.of("type", "object", "properties", Map.of())));
        try {
            String prompt = chat.render(List.of(user), List.of(tool), true);
            Message answer = new Message("assistant", "", List.of(call));
            String whole = chat.render(List.of(user, answer), List.of(tool), false);
            if (!prompt.contains("other")) {
                return Optional.empty();
            }
            return find(whole.substring(commonLength(prompt, whole)))
                    .map(format -> format.cutAtStop(chat, tokenizer));
        } catch (InhouseException e) {
            // A template that refuses such a conversation has no calls.
            return Optional.empty();
        }
    }

    private static int commonLength(String a, String b) {
        int n = 0;
        while (n < Math.min(a.length(), b.length()) && a.charAt(n) == b.charAt(n)) {
            n++;
        }
        return n;
    }

    private static Optional<ToolFormat> find(String answer) {
        for (int at = answer.indexOf('{'); at >= 0; at = answer.indexOf('{', at + 1)) {
            try (JsonParser parser = Json.mapper().createParser(answer.substring(at))) {
                JsonNode object = parser.readValueAsTree();
                int end = at + (int) parser.currentLocation().getCharOffset();
                Optional<ToolFormat> found =
                        keys(object, answer.substring(0, at), answer.substring(end));
                if (found.isPresent()) {
                    return found;
                }
            } catch (JacksonException e) {
                // This brace begins no object: the next one may.
            }
        }
        return Optional.empty();
    }

    private static Optional<ToolFormat> keys(JsonNode object, String before, String after) {
        String name = "";
        String arguments = "";
        for (var entry : object.properties()) {
            if (entry.getValue().asString("").equals(FUNCTION)) {
                name = entry.getKey();
            } else if (entry.getValue().has("probed_key")) {
                arguments = entry.getKey();
            }
        }
        return name.isEmpty() || arguments.isEmpty()
                ? Optional.empty()
                : Optional.of(new ToolFormat(before.strip(), name, arguments, after.strip()));
    }

    /// Without what ends the turn.
    private ToolFormat cutAtStop(Chat chat, Tokenizer tokenizer) {
        int end = after.length();
        for (var special : tokenizer.specials().entrySet()) {
            int at = after.indexOf(special.getKey());
            if (at >= 0 && at < end && chat.stopIds().contains(special.getValue())) {
                end = at;
            }
        }
        return new ToolFormat(before, name, arguments, after.substring(0, end).strip());
    }

    /// The call that an object is, if it is one.
    Optional<ToolCall> call(String json) {
        try {
            JsonNode object = Json.mapper().readTree(json);
            JsonNode given = object.path(arguments);
            boolean complete =
                    object.path(name).isString() && (given.isObject() || given.isString());
            return complete
                    ? Optional.of(
                            ToolCall.of(
                                    object.path(name).asString(),
                                    given.isString() ? given.asString() : given.toString()))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
