package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The texts of the files that make a model's tokenizer, as they lie in its folder.
///
/// @param tokenizer `tokenizer.json`
/// @param tokenizerConfig `tokenizer_config.json`, the chat template included
/// @param generationConfig `generation_config.json`
public record TokenizerFiles(String tokenizer, String tokenizerConfig, String generationConfig) {
    private static final String WHAT = "reading the model's tokenizer";
    private static final String CHAT_TEMPLATE = "chat_template";

    /// For a tokenizer of our own: what ends a generation follows from its special tokens.
    public static TokenizerFiles of(String tokenizer, String tokenizerConfig) {
        SpecialIds specials =
                SpecialIds.of(
                        Json.tree(tokenizer, "tokenizer.json"),
                        Json.tree(tokenizerConfig, "tokenizer_config.json"));
        return new TokenizerFiles(tokenizer, tokenizerConfig, specials.generationConfig());
    }

    /// Reads them from a model's folder. A chat template in a file of its own, as transformers 5
    /// writes it, is taken into `tokenizer_config.json`, where every reader looks.
    ///
    /// @throws InhouseException if `tokenizer.json` is missing or one of them is not JSON
    public static TokenizerFiles in(Path folder) {
        String tokenizer = text(folder.resolve("tokenizer.json"));
        Path config = folder.resolve("tokenizer_config.json");
        String tokenizerConfig = Files.exists(config) ? text(config) : "{}";
        Path template = folder.resolve(CHAT_TEMPLATE + ".jinja");
        if (Files.exists(template)) {
            tokenizerConfig = withTemplate(tokenizerConfig, text(template), config);
        }
        TokenizerFiles derived = of(tokenizer, tokenizerConfig);
        Path generation = folder.resolve("generation_config.json");
        return Files.exists(generation)
                ? new TokenizerFiles(tokenizer, tokenizerConfig, text(generation))
                : derived;
    }

    private static String withTemplate(String config, String template, Path where) {
        if (!(Json.tree(config, where) instanceof ObjectNode object)) {
            throw InhouseException.badInput(
                    WHAT, where, "it is not a JSON object", "Download the model again.");
        }
        return Json.pretty(object.put(CHAT_TEMPLATE, template));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw InhouseException.badInput(
                    WHAT, file, e, "Check that the file exists and is readable text.");
        }
    }

    SpecialIds specialIds() {
        JsonNode tree = Json.tree(tokenizer, "tokenizer.json");
        return SpecialIds.of(tree, Json.tree(tokenizerConfig, "tokenizer_config.json"));
    }

    /// One more than the greatest id that the tokenizer can give.
    int idLimit() {
        JsonNode tree = Json.tree(tokenizer, "tokenizer.json");
        int greatest = -1;
        for (JsonNode id : tree.path("model").path("vocab")) {
            greatest = Math.max(greatest, id.asInt());
        }
        for (JsonNode added : tree.path("added_tokens")) {
            greatest = Math.max(greatest, added.path("id").asInt());
        }
        return greatest + 1;
    }

    /// @throws InhouseException if the tokenizer can give an id that has no row in the embedding
    void check(ModelConfig config, Object where) {
        int limit = idLimit();
        if (limit == 0) {
            throw InhouseException.badInput(
                    WHAT,
                    where,
                    "tokenizer.json holds no vocabulary",
                    "Use the tokenizer that belongs to the model.");
        }
        if (limit > config.vocabularySize()) {
            throw InhouseException.badInput(
                    WHAT,
                    where,
                    "the tokenizer has ids up to %d but the model only %d embeddings"
                            .formatted(limit - 1, config.vocabularySize()),
                    "Use the tokenizer that belongs to the model.");
        }
    }

    void writeTo(Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer);
        Files.writeString(folder.resolve("tokenizer_config.json"), tokenizerConfig);
        Files.writeString(folder.resolve("generation_config.json"), generationConfig);
    }
}
