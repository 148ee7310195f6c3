package ai.inhouse.model;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A model in the Hugging Face layout, which transformers, vLLM and llama.cpp's converter read too:
/// `config.json`, `model.safetensors`, `tokenizer.json`, `tokenizer_config.json` (chat template),
/// `generation_config.json`, `README.md` (model card) and our `inhouse.json` (lineage).
public final class ModelFolder {
    private static final String CONFIG = "config.json";
    private static final String LINEAGE = "inhouse.json";
    private static final String BLOCKS = "model.gguf";

    private ModelFolder() {}

    /// @throws InhouseException if the folder is no model, or one that we cannot run
    public static ModelConfig config(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw InhouseException.badInput(
                    "opening a model",
                    folder,
                    "there is no such folder",
                    "Name a folder with a config.json and safetensors.");
        }
        return HuggingFaceConfig.read(folder.resolve(CONFIG));
    }

    /// Reads the weights as fp32, whatever the file holds.
    ///
    /// @throws InhouseException naming every tensor that is missing, misshapen or unexpected
    public static LoadedModel load(Path folder) {
        ModelConfig config = config(folder);
        try (SafetensorsFolder source = SafetensorsFolder.open(folder)) {
            TensorSource tensors = ShiftedNorms.of(config, source);
            return new LoadedModel(config, WeightReader.read(config, tensors, folder), folder);
        }
    }

    /// A model's tensors, to be read one by one.
    ///
    /// @throws InhouseException naming every tensor that is missing, misshapen or unexpected
    public static TensorSource tensors(Path folder) {
        SafetensorsFolder source = SafetensorsFolder.open(folder);
        try {
            ModelConfig config = config(folder);
            WeightReader.check(config, source, folder);
            return ShiftedNorms.of(config, source);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /// The weights as the quantized GGUF file has them that the model was imported from.
    ///
    /// @throws InhouseException if it came from elsewhere
    public static GgufWeights blocks(Path folder) {
        Path file = folder.resolve(BLOCKS);
        if (!Files.exists(file)) {
            throw InhouseException.badInput(
                    "opening a model's quantized weights",
                    folder,
                    "it was not imported from a quantized GGUF file, or by an older version",
                    "Choose another format of weights, or import such a file.");
        }
        return GgufWeights.open(file);
    }

    /// What the model was made from, as [#save] was told; empty for a model from elsewhere.
    public static Optional<JsonNode> lineage(Path folder) {
        Path file = folder.resolve(LINEAGE);
        return Files.exists(file) ? Optional.of(Json.tree(file)) : Optional.empty();
    }

    /// Writes all files aside and lets the folder appear at once, replacing what stood there.
    ///
    /// @param lineage what the model was made from and how; also shown in the model card
    /// @param type of the stored weights: [ElementType#BF16] or [ElementType#F32]
    /// @throws InhouseException if it cannot be written; what stood there is then untouched
    public static void save(
            Path folder,
            Weights weights,
            TokenizerFiles tokenizer,
            Map<String, ?> lineage,
            ElementType type) {
        save(folder, weights, tokenizer, lineage, type, Optional.empty());
    }

    /// As [#save(Path, Weights, TokenizerFiles, Map, ElementType)], with a copy of the GGUF file
    /// that the weights were decoded from, for [#blocks].
    static void save(
            Path folder,
            Weights weights,
            TokenizerFiles tokenizer,
            Map<String, ?> lineage,
            ElementType type,
            Optional<Path> blocks) {
        Path target = folder.toAbsolutePath().normalize();
        String name = target.getFileName().toString();
        tokenizer.check(weights.config(), folder);
        try {
            DurableFiles.folder(
                    target,
                    aside -> {
                        fill(aside, name, weights, tokenizer, lineage, type);
                        if (blocks.isPresent()) {
                            copy(blocks.get(), aside.resolve(BLOCKS));
                        }
                    });
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing a model",
                    folder,
                    e,
                    "Check the free space and the rights of that folder, then run it again.");
        }
    }

    /// By its bytes: a file that is read-only would be so in its new place, too.
    private static void copy(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from)) {
            Files.copy(in, to);
        }
    }

    private static void fill(
            Path aside,
            String name,
            Weights weights,
            TokenizerFiles tokenizer,
            Map<String, ?> lineage,
            ElementType type)
            throws IOException {
        ModelConfig config = weights.config();
        Map<String, Object> json = ConfigWriter.write(config, type, tokenizer.specialIds());
        Files.writeString(aside.resolve(CONFIG), Json.pretty(json));
        tokenizer.writeTo(aside);
        Files.writeString(aside.resolve(LINEAGE), Json.pretty(lineage));
        Files.writeString(aside.resolve("README.md"), ModelCard.text(name, weights, lineage, type));
        List<NamedTensor> tensors =
                weights.layout().parameters().stream()
                        .map(p -> ShiftedNorms.toStore(config, p, weights.segment(p), type))
                        .toList();
        SafetensorsWriter.write(
                aside.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
    }
}
