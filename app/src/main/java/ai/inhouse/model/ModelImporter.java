package ai.inhouse.model;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Brings a base model from elsewhere into our layout: a Hugging Face folder, or a GGUF file whose
/// weights are decoded, and kept as they are beside that where they were quantized. Everything is
/// checked before the first weight is read.
public final class ModelImporter {
    private static final String WHAT = "importing a model";

    private ModelImporter() {}

    /// @param type how the weights were stored in the new folder
    public record Imported(Path folder, ModelConfig config, ElementType type) {}

    /// Weights that were bf16 stay so; all others are kept as fp32, as rounding them would change
    /// the model.
    ///
    /// @param source a folder or a `.gguf` file
    /// @param target the folder to make; what stands there is replaced at the end
    /// @throws InhouseException if the source is no model, is damaged or unsupported, or if its
    ///   tokenizer does not fit its vocabulary
    public static Imported importFrom(Path source, Path target) {
        if (Files.isDirectory(source)) {
            return importFolder(source, target);
        }
        if (source.toString().toLowerCase(Locale.ROOT).endsWith(".gguf")) {
            return importGguf(source, target);
        }
        throw InhouseException.badInput(
                WHAT,
                source,
                Files.exists(source)
                        ? "it is neither a folder nor a .gguf file"
                        : "it is not there",
                "Name a folder with config.json and safetensors, or a .gguf file.");
    }

    private static Imported importFolder(Path source, Path target) {
        ModelConfig config = ModelFolder.config(source);
        TokenizerFiles tokenizer = TokenizerFiles.in(source);
        tokenizer.check(config, source);
        try (SafetensorsFolder tensors = SafetensorsFolder.open(source)) {
            ElementType type =
                    tensors.types().equals(Set.of(ElementType.BF16))
                            ? ElementType.BF16
                            : ElementType.F32;
            WeightReader.check(config, tensors, source);
            List<Path> files = SafetensorsFolder.paths(source);
            Map<String, Object> lineage = lineage(source, "huggingface", files);
            return save(
                    config,
                    ShiftedNorms.of(config, tensors),
                    tokenizer,
                    lineage,
                    new Imported(target, config, type),
                    Optional.empty());
        }
    }

    private static Imported importGguf(Path source, Path target) {
        GgufFile file = GgufFile.open(source);
        try (file) {
            ModelConfig config = GgufModel.config(file);
            TokenizerFiles tokenizer = GgufTokenizer.files(file);
            tokenizer.check(config, source);
            GgufWeights tensors = new GgufWeights(file, config);
            boolean bf16 =
                    file.tensors().values().stream()
                            .filter(tensor -> tensor.shape().size() > 1)
                            .allMatch(tensor -> tensor.type() == GgmlType.BF16);
            ElementType type = bf16 ? ElementType.BF16 : ElementType.F32;
            WeightReader.check(config, tensors, source);
            Map<String, Object> lineage = lineage(source, "gguf", List.of(source));
            file.string("general.name").ifPresent(name -> lineage.put("original_name", name));
            file.string("general.license").ifPresent(name -> lineage.put("license", name));
            boolean quantized =
                    file.tensors().values().stream()
                            .anyMatch(tensor -> tensor.type().isQuantized());
            return save(
                    config,
                    tensors,
                    tokenizer,
                    lineage,
                    new Imported(target, config, type),
                    quantized ? Optional.of(source) : Optional.empty());
        }
    }

    private static Imported save(
            ModelConfig config,
            TensorSource tensors,
            TokenizerFiles tokenizer,
            Map<String, Object> lineage,
            Imported result,
            Optional<Path> blocks) {
        try (Weights weights = WeightReader.read(config, tensors, result.folder())) {
            ModelFolder.save(result.folder(), weights, tokenizer, lineage, result.type(), blocks);
        }
        return result;
    }

    private static Map<String, Object> lineage(Path source, String format, List<Path> files) {
        Map<String, Object> lineage = new LinkedHashMap<>();
        Path name = source.toAbsolutePath().normalize().getFileName();
        lineage.put("imported_from", name == null ? source.toString() : name.toString());
        lineage.put("format", format);
        Map<String, String> hashes = new LinkedHashMap<>();
        try {
            for (Path file : files) {
                hashes.put(String.valueOf(file.getFileName()), Hash.of(file).hex());
            }
        } catch (IOException e) {
            throw InhouseException.badInput(WHAT, source, e, "Check that it is readable.");
        }
        lineage.put("sha256", hashes);
        return lineage;
    }
}
