package ai.inhouse.model;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Adapters in Hugging Face PEFT's layout, which transformers, vLLM and others read:
/// `adapter_config.json` and `adapter_model.safetensors`.
public final class PeftFolder {
    static final String WHAT = "reading an adapter";
    private static final String CONFIG = "adapter_config.json";
    private static final String LINEAGE = "inhouse.json";

    /// The file that holds the weights.
    public static final String TENSORS = "adapter_model.safetensors";

    private static final String PREFIX = "base_model.model.";

    private PeftFolder() {}

    /// What we know of an adapter beyond PEFT's own files; empty for one that is not ours.
    public static Optional<JsonNode> lineage(Path folder) {
        Path file = folder.resolve(LINEAGE);
        return Files.exists(file) ? Optional.of(Json.tree(file)) : Optional.empty();
    }

    /// Whether a folder holds adapters rather than a model.
    public static boolean isOne(Path folder) {
        return Files.exists(folder.resolve(CONFIG));
    }

    /// Writes all files aside and lets the folder appear at once, replacing what stood there.
    ///
    /// @param base name or folder of the model that the adapter belongs to
    /// @param lineage what else is known of it, as [#lineage] tells
    /// @throws InhouseException if it cannot be written
    public static void write(Path folder, Adapter adapter, String base, Map<String, ?> lineage) {
        try {
            DurableFiles.folder(
                    folder.toAbsolutePath().normalize(),
                    aside -> fill(aside, adapter, base, lineage));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing an adapter",
                    folder,
                    e,
                    "Check the free space and the rights of that folder, then run it again.");
        }
    }

    private static void fill(Path folder, Adapter adapter, String base, Map<String, ?> lineage)
            throws IOException {
        if (!lineage.isEmpty()) {
            Files.writeString(folder.resolve(LINEAGE), Json.pretty(lineage));
        }
        Map<String, Object> config = PeftConfig.write(adapter.lora(), base);
        Files.writeString(folder.resolve(CONFIG), Json.pretty(config));
        List<NamedTensor> tensors =
                adapter.layout().parameters().stream()
                        .map(
                                p ->
                                        new NamedTensor(
                                                PREFIX + p.name(),
                                                p.shape(),
                                                adapter.segment(p),
                                                ElementType.F32))
                        .toList();
        SafetensorsWriter.write(folder.resolve(TENSORS), tensors, Map.of("format", "pt"));
    }

    /// @param config of the model that it is for
    /// @return the caller closes it
    /// @throws InhouseException naming what is missing, misshapen, or of a kind that we cannot add
    ///   exactly
    public static Adapter read(Path folder, ModelConfig config) {
        LoraConfig lora = PeftConfig.read(folder.resolve(CONFIG));
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(TENSORS))) {
            Map<String, List<Integer>> shapes = new LinkedHashMap<>();
            Map<String, String> stored = new LinkedHashMap<>();
            file.shapes()
                    .forEach(
                            (name, shape) -> {
                                shapes.put(plain(name), shape);
                                stored.put(plain(name), name);
                            });
            check(lora.layout(config), shapes, folder);
            Adapter adapter = Adapter.zeros(config, lora);
            try {
                for (ParameterLayout.Parameter p : adapter.layout().parameters()) {
                    file.copyTo(stored.getOrDefault(p.name(), p.name()), adapter.segment(p));
                }
                return adapter;
            } catch (RuntimeException e) {
                adapter.close();
                throw e;
            }
        }
    }

    /// Older versions of PEFT name a magnitude as a weight.
    private static String plain(String name) {
        String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        String weight = LoraConfig.MAGNITUDE + ".weight";
        return bare.endsWith(weight) ? bare.substring(0, bare.length() - ".weight".length()) : bare;
    }

    private static void check(
            ParameterLayout layout, Map<String, List<Integer>> shapes, Path folder) {
        TensorChecks checks = new TensorChecks(layout, shapes);
        if (!checks.problems().isEmpty()) {
            throw InhouseException.badInput(
                    WHAT,
                    folder,
                    checks.summary(),
                    "Check that the adapter belongs to this model.");
        }
    }
}
