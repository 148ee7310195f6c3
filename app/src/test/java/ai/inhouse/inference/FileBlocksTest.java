package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.model.ElementType;
import ai.inhouse.model.GgufExporter;
import ai.inhouse.model.GgufType;
import ai.inhouse.model.GgufWeights;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.ModelImporter;
import ai.inhouse.model.SmallModels;
import ai.inhouse.model.TokenizerFiles;
import ai.inhouse.model.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Engines in a file's own blocks beside engines in fp32 of what the blocks decode to.
class FileBlocksTest {
    private static final long SEED = 31;
    private static final int VOCABULARY = 70;

    @TempDir private Path folder;

    /// Heads of 24 rows end inside of a panel.
    @ParameterizedTest
    @CsvSource({
        "Q4_K_M, 256, 32",
        "Q4_K_M, 320, 32",
        "Q4_K_M, 256, 24",
        "Q4_0, 256, 32",
        "Q8_0, 288, 32"
    })
    void computesAsInFullPrecision(GgufType type, int width, int headSize) {
        Path imported = imported(type, config(width, headSize));
        int[][] ids = {new Random(SEED).ints(40, 0, VOCABULARY).toArray()};
        try (LoadedModel decoded = ModelFolder.load(imported);
                GgufWeights file = ModelFolder.blocks(imported)) {
            List<float[]> expected = LogitProbe.logits(decoded.weights(), WeightFormat.F32, ids, 1);
            List<float[]> actual = LogitProbe.logits(new FileBlocks(file), ids);
            assertThat(LogitProbe.error(expected, actual))
                    .as("relative L2 error, seed %d", SEED)
                    .isLessThan(1e-5);
        }
    }

    @Test
    void takesNoMoreMemoryThanTheFileButForSixBitsInAByte() {
        Path imported = imported(GgufType.Q4_K_M, config(256, 32));
        try (GgufWeights file = ModelFolder.blocks(imported);
                DecoderGenerator generator =
                        Generators.open(new FileBlocks(file), EngineOptions.fast(1), true)) {
            long bytes = imported.resolve("model.gguf").toFile().length();
            assertThat(generator.weightBytes()).isLessThan(bytes * 4 / 3);
        }
    }

    @Test
    void saysThatAModelFromElsewhereHasNoBlocks() {
        Path model = saved(config(256, 32));
        assertThatThrownBy(() -> ModelFolder.blocks(model))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("not imported from a quantized GGUF file");
    }

    private Path imported(GgufType type, ModelConfig config) {
        Path gguf = folder.resolve("model.gguf");
        GgufExporter.export(saved(config), "tiny", type, gguf);
        return ModelImporter.importFrom(gguf, folder.resolve("imported")).folder();
    }

    private Path saved(ModelConfig config) {
        Path model = folder.resolve("model");
        try (Weights weights = SmallModels.sharp(config, SEED, 5)) {
            ModelFolder.save(model, weights, tokenizer(), Map.of(), ElementType.F32);
        }
        return model;
    }

    private static ModelConfig config(int width, int headSize) {
        return new ModelConfig(
                ModelConfig.Architecture.LLAMA,
                VOCABULARY,
                width,
                512,
                3,
                4,
                1,
                headSize,
                128,
                10_000,
                Optional.empty(),
                1e-5,
                false,
                false,
                false);
    }

    /// Printable characters.
    private static TokenizerFiles tokenizer() {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        vocabulary.put("<end>", 0);
        for (int id = 1; id < VOCABULARY; id++) {
            vocabulary.put(String.valueOf((char) ('!' + id)), id);
        }
        Map<String, Object> bytes =
                Map.of(
                        "type", "ByteLevel",
                        "add_prefix_space", false,
                        "trim_offsets", true,
                        "use_regex", true);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", "1.0");
        json.put("added_tokens", List.of(Map.of("id", 0, "content", "<end>", "special", true)));
        json.put("pre_tokenizer", bytes);
        json.put("decoder", bytes);
        json.put("model", Map.of("type", "BPE", "vocab", vocabulary, "merges", List.of()));
        return TokenizerFiles.of(Json.write(json), Json.write(Map.of("eos_token", "<end>")));
    }
}
