package ai.inhouse.serving;

import ai.inhouse.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A request as another server gets it: what the client sent, and that streams tell their tokens.
///
/// @param prompt what the answer depends on, as text: told apart by its beginning, and counted
/// @param wantsUsage whether the client asked for the tokens of a stream
record UpstreamRequest(
        String path, String model, String body, String prompt, boolean stream, boolean wantsUsage) {

    static UpstreamRequest of(String path, String model, Fields fields) {
        if (fields.flag(GroundedChat.GROUNDED) || fields.flag(GroundedChat.STRICT)) {
            // The other server knows our callers by one key, and not what each may read.
            throw ApiException.invalid(
                    GroundedChat.GROUNDED,
                    "This model is not answered here, so it cannot answer from the documents.");
        }
        ObjectNode body = (ObjectNode) fields.object().deepCopy();
        body.remove(GroundedChat.GROUNDED);
        body.remove(GroundedChat.STRICT);
        boolean stream = fields.flag("stream");
        boolean wants = fields.object().at("/stream_options/include_usage").asBoolean(false);
        if (stream && !path.endsWith("/responses")) {
            JsonNode options = body.path("stream_options");
            ObjectNode more =
                    options.isObject() ? (ObjectNode) options : body.putObject("stream_options");
            more.put("include_usage", true);
        }
        return new UpstreamRequest(path, model, Json.write(body), prompt(body), stream, wants);
    }

    /// In the order in which templates write it.
    private static String prompt(ObjectNode body) {
        StringBuilder prompt = new StringBuilder();
        for (String field : new String[] {"tools", "instructions", "messages", "input", "prompt"}) {
            JsonNode node = body.path(field);
            if (!node.isMissingNode()) {
                prompt.append(node.isString() ? node.asString() : node.toString());
            }
        }
        return prompt.toString();
    }
}
