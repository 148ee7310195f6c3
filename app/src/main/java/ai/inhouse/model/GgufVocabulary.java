package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A byte-level BPE tokenizer's part of a GGUF file's metadata: the counterpart of [GgufTokenizer].
final class GgufVocabulary {
    private static final String KEY = "tokenizer.ggml.";
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;

    private final JsonNode tokenizer;
    private final JsonNode config;
    private final Object where;

    /// @param where what to name in an error
    GgufVocabulary(TokenizerFiles files, Object where) {
        this.tokenizer = Json.tree(files.tokenizer(), "tokenizer.json");
        this.config = Json.tree(files.tokenizerConfig(), "tokenizer_config.json");
        this.where = where;
    }

    /// @param size rows of the embedding; ids without a token are filled up
    /// @throws InhouseException if the tokenizer is of a kind, or splits text by a rule, that
    ///   llama.cpp has no name for
    Map<String, Object> metadata(int size) {
        requireByteLevel();
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put(KEY + "model", "gpt2");
        metadata.put(KEY + "pre", rule().llamaName());
        putTokens(size, metadata);
        metadata.put(KEY + "merges", merges());
        putId("bos_token", "bos_token_id", metadata);
        putId("eos_token", "eos_token_id", metadata);
        putId("pad_token", "padding_token_id", metadata);
        putId("unk_token", "unknown_token_id", metadata);
        metadata.put(KEY + "add_bos_token", addsBegin());
        template().ifPresent(text -> metadata.put("tokenizer.chat_template", text));
        return metadata;
    }

    private void requireByteLevel() {
        String model = tokenizer.path("model").path("type").asString("BPE");
        String decoder = tokenizer.path("decoder").path("type").asString("none");
        if (!model.equals("BPE") || !decoder.equals("ByteLevel")) {
            throw refusal(
                    "its tokenizer is %s with decoder %s, not a byte-level BPE"
                            .formatted(model, decoder));
        }
    }

    private PreTokenization rule() {
        JsonNode preTokenizer = tokenizer.path("pre_tokenizer");
        return PreTokenization.of(preTokenizer)
                .orElseThrow(
                        () ->
                                refusal(
                                        "llama.cpp has no name for how its tokenizer splits text: "
                                                + preTokenizer));
    }

    private InhouseException refusal(String why) {
        return InhouseException.badInput(
                "exporting the tokenizer to GGUF",
                where,
                why,
                "Export with --format hf and convert it with llama.cpp's own script.");
    }

    private void putTokens(int size, Map<String, Object> metadata) {
        List<String> tokens = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
        for (int id = 0; id < size; id++) {
            tokens.add("[PAD%d]".formatted(id));
            types.add(UNUSED);
        }
        for (Map.Entry<String, JsonNode> entry :
                tokenizer.path("model").path("vocab").properties()) {
            int id = entry.getValue().asInt();
            tokens.set(id, entry.getKey());
            types.set(id, NORMAL);
        }
        for (JsonNode added : tokenizer.path("added_tokens")) {
            int id = added.path("id").asInt();
            tokens.set(id, added.path("content").asString(""));
            types.set(id, added.path("special").asBoolean(false) ? CONTROL : USER_DEFINED);
        }
        metadata.put(KEY + "tokens", tokens);
        metadata.put(KEY + "token_type", types);
    }

    /// Older files have each merge as one text, newer ones as a pair.
    private List<String> merges() {
        List<String> merges = new ArrayList<>();
        for (JsonNode merge : tokenizer.path("model").path("merges")) {
            merges.add(
                    merge.isArray()
                            ? merge.path(0).asString("") + " " + merge.path(1).asString("")
                            : merge.asString(""));
        }
        return merges;
    }

    private void putId(String token, String key, Map<String, Object> metadata) {
        SpecialIds.id(tokenizer, config.path(token)).ifPresent(id -> metadata.put(KEY + key, id));
    }

    private boolean addsBegin() {
        JsonNode processor = tokenizer.path("post_processor");
        JsonNode processors =
                processor.path("type").asString("").equals("Sequence")
                        ? processor.path("processors")
                        : Json.mapper().createArrayNode().add(processor);
        for (JsonNode one : processors) {
            if (one.path("single").path(0).has("SpecialToken")) {
                return true;
            }
        }
        return false;
    }

    private Optional<String> template() {
        JsonNode template = config.path("chat_template");
        if (template.isArray()) {
            for (JsonNode named : template) {
                if (named.path("name").asString("").equals("default")) {
                    return Optional.of(named.path("template").asString(""));
                }
            }
        }
        return template.isString() ? Optional.of(template.asString()) : Optional.empty();
    }
}
