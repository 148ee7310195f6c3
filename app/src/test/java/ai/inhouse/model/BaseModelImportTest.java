package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.inhouse.Shared;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The real base model's GGUF file, without reading its weights.
class BaseModelImportTest {
    @TempDir Path folder;

    @Test
    void makesATokenizerThatSplitsAndMergesAsTheOriginalDoes() throws IOException {
        JsonNode golden = Json.tree(Shared.path("golden/smollm2-135m.json"));
        try (GgufFile file = open();
                HuggingFaceTokenizer tokenizer = tokenizer(GgufTokenizer.files(file))) {
            for (JsonNode row : golden.path("tokenize")) {
                String text = row.path("text").asString();
                assertThat(tokenizer.encode(text).getIds())
                        .as(text)
                        .containsExactly(longs(row.path("ids")));
            }
            for (JsonNode row : golden.path("cases")) {
                String text = row.path("rendered").asString();
                assertThat(tokenizer.encode(text).getIds())
                        .as(text)
                        .containsExactly(longs(row.path("ids")));
                assertThat(tokenizer.decode(longs(row.path("greedy_ids")), false))
                        .isEqualTo(row.path("greedy_text").asString());
            }
        }
    }

    @Test
    void readsTheShapeAndTheSpecialTokens() {
        try (GgufFile file = open()) {
            ModelConfig expected =
                    new ModelConfig(
                            ModelConfig.Architecture.LLAMA,
                            49152,
                            576,
                            1536,
                            30,
                            9,
                            3,
                            64,
                            8192,
                            100_000,
                            Optional.empty(),
                            1e-5,
                            true,
                            false,
                            false);
            assertThat(GgufModel.config(file)).isEqualTo(expected);
            TokenizerFiles files = GgufTokenizer.files(file);
            assertThat(Json.tree(files.generationConfig(), "it").toString())
                    .isEqualTo("{\"bos_token_id\":1,\"eos_token_id\":2,\"pad_token_id\":2}");
            JsonNode config = Json.tree(files.tokenizerConfig(), "it");
            assertThat(config.path("chat_template").asString()).contains("named SmolLM");
            assertThat(config.path("eos_token").asString()).isEqualTo("<|im_end|>");
            WeightReader.check(expected, new GgufWeights(file, expected), "it");
        }
    }

    private static GgufFile open() {
        return GgufFile.open(Shared.path("base-models/SmolLM2-135M-Instruct.Q4_1.gguf"));
    }

    private HuggingFaceTokenizer tokenizer(TokenizerFiles files) throws IOException {
        Path json = Files.writeString(folder.resolve("tokenizer.json"), files.tokenizer());
        return HuggingFaceTokenizer.newInstance(
                json, Map.of("truncation", "false", "addSpecialTokens", "false"));
    }

    private static long[] longs(JsonNode ids) {
        return StreamSupport.stream(ids.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
    }
}
