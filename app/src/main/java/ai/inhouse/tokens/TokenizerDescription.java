package ai.inhouse.tokens;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a model's folder says of its tokenizer.
///
/// @param folder where it was read
/// @param root `tokenizer.json`, without truncation and padding, which are none of a tokenizer's
///   business
/// @param bytes of each token, by id; ids that nothing is said of are empty
/// @param specials by text, in the order of their ids
/// @param beginOfText as named; whether the model was trained with it is another matter
record TokenizerDescription(
        Path folder,
        ObjectNode root,
        byte[][] bytes,
        Map<String, Integer> specials,
        Optional<Integer> beginOfText,
        int endOfText,
        int padding) {
    /// What documents end with in the models that have it, also where their `eos_token` is the end
    /// of a turn.
    private static final List<String> ENDS_OF_TEXT =
            List.of(BpeTrainer.END_OF_TEXT, "<|end_of_text|>");

    private static final int MOST_TOKENS = 1 << 24;

    static TokenizerDescription read(Path folder) {
        Path file = folder.resolve(TokenizerWriter.TOKENIZER);
        if (!(Json.tree(file) instanceof ObjectNode root)) {
            throw unusable(file, "it is no JSON object");
        }
        root.putNull("truncation").putNull("padding");
        requireByteLevel(root, file);
        TreeMap<Integer, byte[]> tokens = vocabulary(root, file);
        Map<String, Integer> specials = addedTokens(root, tokens);
        Path configFile = folder.resolve(TokenizerWriter.CONFIG);
        JsonNode config =
                Files.exists(configFile) ? Json.tree(configFile) : Json.mapper().createObjectNode();
        int end =
                ENDS_OF_TEXT.stream()
                        .filter(specials::containsKey)
                        .findFirst()
                        .map(specials::get)
                        .or(() -> special(config, "eos_token", specials))
                        .orElseThrow(
                                () -> unusable(configFile, "it names no eos_token that is known"));
        return new TokenizerDescription(
                folder,
                root,
                byId(tokens, file),
                specials,
                special(config, "bos_token", specials),
                end,
                special(config, "pad_token", specials).orElse(end));
    }

    /// The same tokenizer for text in which nothing is special: control tokens are not looked for.
    ObjectNode withoutSpecials() {
        ObjectNode plain = root.deepCopy();
        ArrayNode kept = plain.putArray("added_tokens");
        for (JsonNode token : root.path("added_tokens")) {
            if (!token.path("special").asBoolean(false)) {
                kept.add(token);
            }
        }
        return plain.putNull("post_processor");
    }

    private static void requireByteLevel(JsonNode root, Path file) {
        String model = root.path("model").path("type").asString("BPE");
        String decoder = root.path("decoder").path("type").asString("none");
        if (!model.equals("BPE") || !decoder.equals("ByteLevel")) {
            throw unusable(
                    file,
                    "its model is %s with decoder %s; byte-level BPE is needed"
                            .formatted(model, decoder));
        }
    }

    private static TreeMap<Integer, byte[]> vocabulary(JsonNode root, Path file) {
        TreeMap<Integer, byte[]> tokens = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : root.path("model").path("vocab").properties()) {
            String token = entry.getKey();
            byte[] bytes =
                    ByteLevel.isEncoded(token)
                            ? ByteLevel.decode(token)
                            : token.getBytes(StandardCharsets.UTF_8);
            tokens.put(entry.getValue().asInt(-1), bytes);
        }
        if (tokens.isEmpty() || tokens.firstKey() < 0) {
            throw unusable(file, "its vocabulary is empty or has ids that are no numbers");
        }
        return tokens;
    }

    /// Adds the added tokens to the others.
    ///
    /// @return the special ones among them
    private static Map<String, Integer> addedTokens(JsonNode root, Map<Integer, byte[]> tokens) {
        Map<Integer, String> specials = new TreeMap<>();
        for (JsonNode token : root.path("added_tokens")) {
            int id = token.path("id").asInt(-1);
            String text = token.path("content").asString("");
            tokens.put(id, text.getBytes(StandardCharsets.UTF_8));
            if (token.path("special").asBoolean(false)) {
                specials.put(id, text);
            }
        }
        Map<String, Integer> byText = new LinkedHashMap<>();
        specials.forEach((id, text) -> byText.put(text, id));
        return byText;
    }

    private static byte[][] byId(TreeMap<Integer, byte[]> tokens, Path file) {
        if (tokens.firstKey() < 0 || tokens.lastKey() >= MOST_TOKENS) {
            throw unusable(file, "it has ids out of range");
        }
        byte[][] bytes = new byte[tokens.lastKey() + 1][0];
        tokens.forEach((id, value) -> bytes[id] = value);
        return bytes;
    }

    /// A special token that the configuration names, as text or as an object with its `content`.
    private static Optional<Integer> special(
            JsonNode config, String key, Map<String, Integer> specials) {
        JsonNode value = config.path(key);
        String text = value.isObject() ? value.path("content").asString("") : value.asString("");
        return Optional.ofNullable(specials.get(text));
    }

    private static InhouseException unusable(Path file, String why) {
        return InhouseException.badInput(
                "reading a tokenizer",
                file,
                why,
                "Use a model with a byte-level BPE tokenizer, as Llama 3, Qwen and SmolLM have.");
    }
}
