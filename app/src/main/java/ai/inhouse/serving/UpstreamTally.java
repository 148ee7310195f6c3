package ai.inhouse.serving;

import ai.inhouse.inference.Generator.Drafts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What the chunks of an answer from another server come to: its id, how it ended, and its tokens.
/// Where it was cut off before it told those, each piece counts for one and four characters of the
/// prompt for another.
final class UpstreamTally {
    private static final int CHARACTERS_A_TOKEN = 4;

    private final int promptCharacters;
    private final SortedMap<Integer, String> reasons = new TreeMap<>();
    private String id = "";
    private int pieces;
    private Optional<Usage> told = Optional.empty();

    UpstreamTally(int promptCharacters) {
        this.promptCharacters = promptCharacters;
    }

    /// @param chunk of a stream, or a whole answer
    /// @return whether it brings a piece of the text
    boolean add(JsonNode chunk) {
        // Events of /v1/responses carry the answer in a field.
        JsonNode answer = chunk.path("response").isObject() ? chunk.path("response") : chunk;
        if (id.isEmpty()) {
            id = answer.path("id").asString("");
        }
        if (answer.path("usage").isObject()) {
            told = Optional.of(usage(answer.path("usage")));
        }
        boolean brings = chunk.path("delta").isString();
        for (JsonNode choice : answer.path("choices")) {
            if (choice.path("finish_reason").isString()) {
                reasons.put(choice.path("index").asInt(0), choice.path("finish_reason").asString());
            }
            brings |= saysSomething(choice);
        }
        if (brings) {
            pieces++;
        }
        return brings;
    }

    private static boolean saysSomething(JsonNode choice) {
        JsonNode delta = choice.path("delta");
        return !choice.path("text").asString("").isEmpty()
                || !delta.path("content").asString("").isEmpty()
                || !delta.path("reasoning_content").asString("").isEmpty()
                || !delta.path("tool_calls").isEmpty();
    }

    /// Whether a chunk tells the usage and nothing else.
    static boolean onlyUsage(JsonNode chunk) {
        return chunk.path("usage").isObject()
                && chunk.path("choices").isArray()
                && chunk.path("choices").isEmpty();
    }

    private static Usage usage(JsonNode node) {
        int read = node.path("prompt_tokens").asInt(node.path("input_tokens").asInt(0));
        int written = node.path("completion_tokens").asInt(node.path("output_tokens").asInt(0));
        int cached =
                node.at("/prompt_tokens_details/cached_tokens")
                        .asInt(node.at("/input_tokens_details/cached_tokens").asInt(0));
        return Usage.of(read, cached, written, Drafts.NONE);
    }

    Exchange.Outcome outcome(int status) {
        Usage usage =
                told.orElseGet(
                        () ->
                                Usage.of(
                                        promptCharacters / CHARACTERS_A_TOKEN,
                                        0,
                                        pieces,
                                        Drafts.NONE));
        List<String> ended = new ArrayList<>(reasons.values());
        return new Exchange.Outcome(status, id, usage, ended, List.of(), List.of(), List.of());
    }
}
