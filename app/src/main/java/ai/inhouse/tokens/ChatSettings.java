package ai.inhouse.tokens;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a model's folder says of its chat format.
///
/// @param name of the template's file, for errors
/// @param template Jinja
/// @param specials texts of tokens that templates use, by variable: `bos_token`, `eos_token`, ...
/// @param stopIds from `generation_config.json`
record ChatSettings(
        String name, String template, Map<String, String> specials, List<Integer> stopIds) {
    private static final List<String> TOKENS =
            List.of("bos_token", "eos_token", "pad_token", "unk_token");

    /// @return empty if the folder has no template
    static Optional<ChatSettings> read(Path folder) {
        JsonNode config = tree(folder.resolve(TokenizerWriter.CONFIG));
        Path file = folder.resolve("chat_template.jinja");
        Optional<String> template = Files.exists(file) ? Optional.of(text(file)) : inConfig(config);
        Path name = Files.exists(file) ? file : folder.resolve(TokenizerWriter.CONFIG);
        return template.map(
                t -> new ChatSettings(name.toString(), t, specials(config), stopIds(folder)));
    }

    /// A text, or a list of named ones of which `default` is meant.
    private static Optional<String> inConfig(JsonNode config) {
        JsonNode value = config.path("chat_template");
        if (value.isString()) {
            return Optional.of(value.asString());
        }
        for (JsonNode named : value) {
            if (named.path("name").asString("").equals("default")) {
                return Optional.of(named.path("template").asString(""));
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> specials(JsonNode config) {
        Map<String, String> specials = new LinkedHashMap<>();
        for (String token : TOKENS) {
            JsonNode value = config.path(token);
            JsonNode text = value.isObject() ? value.path("content") : value;
            if (text.isString()) {
                specials.put(token, text.asString());
            }
        }
        return specials;
    }

    private static List<Integer> stopIds(Path folder) {
        JsonNode eos = tree(folder.resolve("generation_config.json")).path("eos_token_id");
        List<Integer> ids = new ArrayList<>();
        if (eos.isInt()) {
            ids.add(eos.intValue());
        }
        for (JsonNode id : eos) {
            ids.add(id.asInt(-1));
        }
        return ids;
    }

    private static JsonNode tree(Path file) {
        return Files.exists(file) ? Json.tree(file) : Json.mapper().createObjectNode();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading a chat template", file, e, "Check that the file is readable text.");
        }
    }
}
