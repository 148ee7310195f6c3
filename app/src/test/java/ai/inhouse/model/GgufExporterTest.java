package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class GgufExporterTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa-tied", "llama-mha-untied", "llama3-rope", "qwen2", "qwen3"})
    void ourImporterReadsBackWhatWasExported(String name) throws IOException {
        Path source = withTokenizer(name);
        Path gguf = folder.resolve("out.gguf");
        GgufExporter.export(source, "tiny", GgufType.F16, gguf);
        ModelImporter.importFrom(gguf, folder.resolve("back"));
        try (LoadedModel before = ModelFolder.load(source);
                LoadedModel after = ModelFolder.load(folder.resolve("back"))) {
            assertThat(after.config()).isEqualTo(before.config());
            for (ParameterLayout.Parameter p : before.weights().layout().parameters()) {
                MemorySegment expected = before.weights().segment(p);
                MemorySegment actual = after.weights().segment(p);
                for (long i = 0; i < p.elements(); i++) {
                    float value = expected.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    float stored =
                            p.shape().size() == 1
                                    ? value
                                    : Float.float16ToFloat(Float.floatToFloat16(value));
                    assertThat(actual.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(stored);
                }
            }
            assertSameTokenizer(before.tokenizerFiles(), after.tokenizerFiles());
            assertCloseLogits(before, after, 4e-3);
        }
    }

    private static void assertSameTokenizer(TokenizerFiles before, TokenizerFiles after) {
        var expected = Json.tree(before.tokenizer(), "before");
        var actual = Json.tree(after.tokenizer(), "after");
        assertThat(actual.path("model").path("vocab"))
                .isEqualTo(expected.path("model").path("vocab"));
        assertThat(actual.path("added_tokens")).isEqualTo(expected.path("added_tokens"));
        assertThat(after.specialIds()).isEqualTo(before.specialIds());
    }

    private static void assertCloseLogits(LoadedModel before, LoadedModel after, double far) {
        int[] tokens = new int[64];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = (i * 37 + 11) % before.config().vocabularySize();
        }
        Batch batch = new Batch(2, 32, tokens, tokens, new float[64]);
        try (DecoderLearner a = Learners.full(before.weights(), Precision.FP32, 1);
                DecoderLearner b = Learners.full(after.weights(), Precision.FP32, 1)) {
            float[] expected = a.logProbabilities(batch);
            float[] actual = b.logProbabilities(batch);
            for (int i = 0; i < actual.length; i++) {
                assertThat((double) actual[i]).isCloseTo(expected[i], within(far));
            }
        }
    }

    /// A quantized value lies within half a step of its block, or a step where the extreme is cut;
    /// the step itself is rounded to fp16.
    @ParameterizedTest
    @EnumSource(GgufType.class)
    void everyTypeStaysWithinItsRounding(GgufType type) throws IOException {
        Path source = withTokenizer("llama-gqa-tied");
        Path gguf = folder.resolve("out.gguf");
        GgufExporter.export(source, "tiny", type, gguf);
        ModelImporter.importFrom(gguf, folder.resolve("back"));
        double allowed =
                switch (type) {
                    case F16 -> 1.0 / 2048;
                    case BF16 -> 1.0 / 256;
                    case Q8_0 -> 1.0 / 225;
                    case Q4_0 -> 1.0 / 7.9;
                    case Q4_K_M -> 1.0 / 15.9;
                };
        try (LoadedModel before = ModelFolder.load(source);
                LoadedModel after = ModelFolder.load(folder.resolve("back"))) {
            for (ParameterLayout.Parameter p : before.weights().layout().parameters()) {
                float[] x = before.weights().segment(p).toArray(ValueLayout.JAVA_FLOAT);
                float[] y = after.weights().segment(p).toArray(ValueLayout.JAVA_FLOAT);
                for (int from = 0; from < x.length; from += 32) {
                    double extreme = Math.abs(GgmlEncoder.extreme(x, from, 32));
                    for (int i = from; i < from + 32; i++) {
                        assertThat(Math.abs(x[i] - y[i]))
                                .as(p.name())
                                .isLessThanOrEqualTo((float) (allowed * extreme));
                    }
                }
            }
        }
    }

    @Test
    void writesWhatLlamaCppLooksFor() throws IOException {
        Path source = withTokenizer("llama3-rope");
        Path gguf = folder.resolve("out.gguf");
        Files.writeString(
                source.resolve("tokenizer_config.json"),
                Json.write(Map.of("eos_token", "<eos>", "chat_template", "{{ messages }}")));
        GgufExporter.export(source, "tiny", GgufType.Q8_0, gguf);
        try (GgufFile file = GgufFile.open(gguf)) {
            assertThat(file.string("general.architecture")).contains("llama");
            assertThat(file.string("general.name")).contains("tiny");
            assertThat(file.integer("general.file_type")).contains(7L);
            assertThat(file.integer("general.quantization_version")).contains(2L);
            assertThat(file.string("tokenizer.ggml.pre")).contains("gpt-2");
            assertThat(file.integer("tokenizer.ggml.eos_token_id")).contains(1L);
            assertThat(file.flag("tokenizer.ggml.add_bos_token")).contains(false);
            assertThat(file.integers("tokenizer.ggml.token_type").subList(0, 4))
                    .containsExactly(3L, 3L, 3L, 1L);
            assertThat(file.string("tokenizer.chat_template")).contains("{{ messages }}");
            assertThat(type(file, "rope_freqs.weight")).isEqualTo(GgmlType.F32);
            assertThat(type(file, "blk.0.attn_norm.weight")).isEqualTo(GgmlType.F32);
            assertThat(type(file, "blk.2.ffn_down.weight")).isEqualTo(GgmlType.Q8_0);
        }
    }

    private static GgmlType type(GgufFile file, String tensor) {
        return Objects.requireNonNull(file.tensors().get(tensor)).type();
    }

    @Test
    void givesMoreBitsToWhatNeedsThem() {
        List<GgmlType> down =
                java.util.stream.IntStream.range(0, 8)
                        .mapToObj(
                                i ->
                                        GgufType.Q4_K_M.of(
                                                "blk.%d.ffn_down.weight".formatted(i),
                                                512,
                                                8,
                                                true))
                        .toList();
        GgmlType four = GgmlType.Q4_K;
        GgmlType six = GgmlType.Q6_K;
        assertThat(down).containsExactly(six, four, four, six, four, four, six, six);
        assertThat(GgufType.Q4_K_M.of("token_embd.weight", 512, 8, true)).isEqualTo(six);
        assertThat(GgufType.Q4_K_M.of("token_embd.weight", 512, 8, false)).isEqualTo(four);
        assertThat(GgufType.Q4_0.of("output.weight", 512, 8, false)).isEqualTo(six);
        assertThat(GgufType.Q4_0.of("output.weight", 576, 8, false)).isEqualTo(GgmlType.Q8_0);
        assertThat(GgufType.Q4_K_M.of("blk.1.attn_q.weight", 576, 8, true))
                .isEqualTo(GgmlType.Q5_0);
        assertThat(GgufType.Q8_0.of("blk.1.attn_q.weight", 40, 8, true)).isEqualTo(GgmlType.F16);
    }

    @Test
    void refusesLayersThatTheFormatCannotTellApart() throws IOException {
        Path source = withTokenizer("llama-gqa-tied");
        var json = (ObjectNode) Json.tree(source.resolve("config.json"));
        json.putArray("architectures").add("SmolLM3ForCausalLM");
        json.putArray("no_rope_layers").add(1).add(0);
        Files.writeString(source.resolve("config.json"), Json.write(json));
        assertThatThrownBy(
                        () ->
                                GgufExporter.export(
                                        source, "tiny", GgufType.F16, folder.resolve("a.gguf")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("every fourth layer");
    }

    @Test
    void refusesATokenizerThatTheFormatHasNoNameFor() throws IOException {
        Path source = withTokenizer("llama-gqa-tied");
        var json = (ObjectNode) Json.tree(source.resolve("tokenizer.json"));
        ((ObjectNode) json.path("pre_tokenizer")).put("add_prefix_space", true);
        Files.writeString(source.resolve("tokenizer.json"), Json.write(json));
        assertThatThrownBy(
                        () ->
                                GgufExporter.export(
                                        source, "tiny", GgufType.F16, folder.resolve("a.gguf")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("no name for how its tokenizer splits text");
        assertThat(folder.resolve("a.gguf")).doesNotExist();
    }

    private Path withTokenizer(String name) throws IOException {
        return GoldenFolder.copy(name, folder.resolve("source"));
    }
}
