package ai.inhouse.model;

import ai.inhouse.base.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Ids of the tokens that begin and end a text and fill up rows, as `config.json` and
/// `generation_config.json` name them.
///
/// @param end any of these ends a generation
public record SpecialIds(Optional<Integer> begin, List<Integer> end, Optional<Integer> padding) {
    public SpecialIds {
        end = List.copyOf(end);
    }

    /// Looks up the tokens that `tokenizer_config.json` names in `tokenizer.json`.
    static SpecialIds of(JsonNode tokenizer, JsonNode tokenizerConfig) {
        return new SpecialIds(
                id(tokenizer, tokenizerConfig.path("bos_token")),
                id(tokenizer, tokenizerConfig.path("eos_token")).stream().toList(),
                id(tokenizer, tokenizerConfig.path("pad_token")));
    }

    /// @param token its text, or an object with its `content`
    static Optional<Integer> id(JsonNode tokenizer, JsonNode token) {
        String text = token.isObject() ? token.path("content").asString("") : token.asString("");
        for (JsonNode added : tokenizer.path("added_tokens")) {
            if (added.path("content").asString("").equals(text)) {
                return Optional.of(added.path("id").asInt());
            }
        }
        JsonNode id = tokenizer.path("model").path("vocab").path(text);
        return id.isIntegralNumber() ? Optional.of(id.asInt()) : Optional.empty();
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        begin.ifPresent(id -> map.put("bos_token_id", id));
        if (!end.isEmpty()) {
            map.put("eos_token_id", end.size() == 1 ? end.getFirst() : end);
        }
        padding.ifPresent(id -> map.put("pad_token_id", id));
        return map;
    }

    /// The text of `generation_config.json`.
    String generationConfig() {
        return Json.pretty(toMap());
    }
}
