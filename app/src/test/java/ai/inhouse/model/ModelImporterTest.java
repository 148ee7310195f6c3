package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelImporterTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa-tied", "llama-mha-untied", "llama3-rope", "qwen2", "qwen3"})
    void importsAFolderAndKeepsEveryWeight(String name) throws IOException {
        Path source = withTokenizer(name);
        Path target = folder.resolve("imported");
        ModelImporter.Imported imported = ModelImporter.importFrom(source, target);
        assertThat(imported.type()).isEqualTo(ElementType.F32);
        try (LoadedModel before = ModelFolder.load(source);
                LoadedModel after = ModelFolder.load(target)) {
            assertThat(after.config()).isEqualTo(before.config());
            assertThat(after.weights().memory().mismatch(before.weights().memory())).isEqualTo(-1);
            assertThat(after.tokenizerFiles().generationConfig())
                    .isEqualTo(Files.readString(source.resolve("generation_config.json")));
        }
        assertThat(ModelFolder.lineage(target).orElseThrow().path("format").asString())
                .isEqualTo("huggingface");
        assertThat(target.resolve("README.md")).content().contains("imported_from", "Parameters");
        assertThat(Json.tree(target.resolve("config.json")).path("eos_token_id").asInt())
                .isEqualTo(1);
    }

    @Test
    void readsShards() throws IOException {
        Path source = withTokenizer("llama-gqa-tied");
        try (LoadedModel whole = ModelFolder.load(source)) {
            List<NamedTensor> tensors =
                    whole.weights().layout().parameters().stream()
                            .map(
                                    p ->
                                            new NamedTensor(
                                                    p.name(),
                                                    p.shape(),
                                                    whole.weights().segment(p),
                                                    ElementType.F32))
                            .toList();
            Map<String, String> map = new java.util.TreeMap<>();
            for (int shard = 0; shard < 2; shard++) {
                String file = "model-0000%d-of-00002.safetensors".formatted(shard + 1);
                List<NamedTensor> part =
                        shard == 0 ? tensors.subList(0, 7) : tensors.subList(7, tensors.size());
                SafetensorsWriter.write(source.resolve(file), part, Map.of());
                part.forEach(tensor -> map.put(tensor.name(), file));
            }
            Files.delete(source.resolve("model.safetensors"));
            Path index = source.resolve("model.safetensors.index.json");
            Files.writeString(index, Json.write(Map.of("weight_map", map)));
            try (LoadedModel sharded = ModelFolder.load(source)) {
                assertThat(sharded.weights().memory().mismatch(whole.weights().memory()))
                        .isEqualTo(-1);
            }
            Files.writeString(index, Json.write(Map.of("weight_map", Map.of("a", "../../secret"))));
            assertThatThrownBy(() -> ModelFolder.load(source))
                    .hasMessageContaining("'../../secret' is not a safetensors file");
        }
    }

    @Test
    void namesAllTensorsThatDoNotFit() throws IOException {
        Path source = withTokenizer("llama-gqa-tied");
        String config = Files.readString(source.resolve("config.json"));
        Files.writeString(
                source.resolve("config.json"),
                config.replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 2")
                        .replace("\"intermediate_size\": 160", "\"intermediate_size\": 96"));
        assertThatThrownBy(() -> ModelImporter.importFrom(source, folder.resolve("out")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("mlp.up_proj.weight has the shape [160, 64] instead of")
                .hasMessageContaining("layers.2.mlp.up_proj.weight is not part of this network");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void refusesATokenizerThatIsLargerThanTheVocabulary() throws IOException {
        Path source = withTokenizer("llama-gqa-tied");
        String json = Files.readString(source.resolve("tokenizer.json"));
        Files.writeString(
                source.resolve("tokenizer.json"), json.replaceFirst("\"id\": ?2,", "\"id\": 320,"));
        assertThatThrownBy(() -> ModelImporter.importFrom(source, folder.resolve("out")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("ids up to 320 but the model only 320 embeddings");
    }

    @Test
    void refusesWhatIsNoModel() throws IOException {
        assertThatThrownBy(() -> ModelImporter.importFrom(folder.resolve("no"), folder))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("it is not there");
        Path text = Files.writeString(folder.resolve("a.txt"), "hello");
        assertThatThrownBy(() -> ModelImporter.importFrom(text, folder))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("neither a folder nor a .gguf file");
        Path source = withTokenizer("qwen2");
        Files.delete(source.resolve("tokenizer.json"));
        assertThatThrownBy(() -> ModelImporter.importFrom(source, folder.resolve("out")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("tokenizer.json");
    }

    @Test
    void takesAChatTemplateOfItsOwnFileIntoTheTokenizersConfiguration() throws IOException {
        Path source = withTokenizer("qwen2");
        Files.writeString(source.resolve("chat_template.jinja"), "{{ messages }}");
        ModelImporter.importFrom(source, folder.resolve("out"));
        assertThat(
                        Json.tree(folder.resolve("out/tokenizer_config.json"))
                                .path("chat_template")
                                .asString())
                .isEqualTo("{{ messages }}");
    }

    @Test
    void undoesTheRowOrderOfLlamaFilesInGguf() throws IOException {
        Path source = withTokenizer("llama-gqa-tied");
        try (LoadedModel model = ModelFolder.load(source)) {
            Path gguf = Files.write(folder.resolve("small.gguf"), gguf(model));
            ModelImporter.importFrom(gguf, folder.resolve("out"));
            try (LoadedModel imported = ModelFolder.load(folder.resolve("out"))) {
                assertThat(imported.config()).isEqualTo(model.config());
                assertThat(imported.weights().memory().mismatch(model.weights().memory()))
                        .isEqualTo(-1);
            }
        }
    }

    /// Writes a model as llama.cpp's converter would.
    private static byte[] gguf(LoadedModel model) {
        ModelConfig c = model.config();
        GgufBytes bytes =
                new GgufBytes()
                        .text("general.architecture", "llama")
                        .integer("llama.block_count", c.layers())
                        .integer("llama.context_length", c.maxLength())
                        .integer("llama.embedding_length", c.hiddenSize())
                        .integer("llama.feed_forward_length", c.intermediateSize())
                        .integer("llama.attention.head_count", c.heads())
                        .integer("llama.attention.head_count_kv", c.keyValueHeads())
                        .real("llama.rope.freq_base", (float) c.ropeTheta())
                        .real("llama.attention.layer_norm_rms_epsilon", (float) c.normEpsilon())
                        .text("tokenizer.ggml.model", "gpt2")
                        .text("tokenizer.ggml.pre", "gpt-2")
                        .texts(
                                "tokenizer.ggml.tokens",
                                IntStream.range(0, c.vocabularySize())
                                        .mapToObj(i -> "t" + i)
                                        .toList())
                        .texts("tokenizer.ggml.merges", List.of("t1 t2"));
        for (ParameterLayout.Parameter p : model.weights().layout().parameters()) {
            float[] values = model.weights().segment(p).toArray(ValueLayout.JAVA_FLOAT);
            boolean rotated = p.name().contains("q_proj") || p.name().contains("k_proj");
            bytes.floats(
                    ggmlName(p.name()),
                    p.shape(),
                    rotated ? permuted(values, c.headSize(), c.hiddenSize()) : values);
        }
        return bytes.file();
    }

    private static float[] permuted(float[] values, int headSize, int width) {
        float[] permuted = new float[values.length];
        for (int row = 0; row < values.length / width; row++) {
            int head = row / headSize;
            int half = (row % headSize) / (headSize / 2);
            int pair = row % (headSize / 2);
            int target = head * headSize + 2 * pair + half;
            System.arraycopy(values, row * width, permuted, target * width, width);
        }
        return permuted;
    }

    private static String ggmlName(String name) {
        return name.replace("model.embed_tokens", "token_embd")
                .replace("model.norm", "output_norm")
                .replace("model.layers.", "blk.")
                .replace("input_layernorm", "attn_norm")
                .replace("post_attention_layernorm", "ffn_norm")
                .replace("self_attn.o_proj", "attn_output")
                .replaceFirst("self_attn\\.([qkv])_proj", "attn_$1")
                .replaceFirst("mlp\\.(gate|up|down)_proj", "ffn_$1");
    }

    private Path withTokenizer(String name) throws IOException {
        return GoldenFolder.copy(name, folder.resolve("source"));
    }
}
