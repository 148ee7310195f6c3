package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.ModelConfig.LinearRopeScaling;
import ai.inhouse.model.ModelConfig.Llama3RopeScaling;
import ai.inhouse.model.ModelConfig.RopeScaling;
import ai.inhouse.model.ModelConfig.YarnRopeScaling;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Writes a model's folder as one GGUF file, as llama.cpp's converter and llama-quantize would.
public final class GgufExporter {
    private static final int QUANTIZATION_VERSION = 2;

    private final ModelConfig config;
    private final SafetensorsFolder weights;
    private final GgufType type;
    private final GgmlNames names = new GgmlNames();

    private GgufExporter(ModelConfig config, SafetensorsFolder weights, GgufType type) {
        this.config = config;
        this.weights = weights;
        this.type = type;
    }

    /// @param folder a model's
    /// @param name of the model, as shown by other programs
    /// @param file replaced if it exists
    /// @throws InhouseException if the folder's weights do not fit its configuration, or its
    ///   tokenizer is of a kind that the format has no name for
    public static void export(Path folder, String name, GgufType type, Path file) {
        ModelConfig config = ModelFolder.config(folder);
        if (config.scoreHead()) {
            throw InhouseException.badInput(
                    "exporting a model to GGUF",
                    folder,
                    "it is a reward model: it scores texts and writes none",
                    "Export it with --format hf, or name the model that was aligned with it.");
        }
        TokenizerFiles tokenizer = TokenizerFiles.in(folder);
        tokenizer.check(config, folder);
        requireSupported(config, folder);
        try (SafetensorsFolder weights = SafetensorsFolder.open(folder)) {
            WeightReader.check(config, weights, folder);
            GgufExporter exporter = new GgufExporter(config, weights, type);
            Map<String, Object> metadata = exporter.metadata(name);
            metadata.putAll(
                    new GgufVocabulary(tokenizer, folder).metadata(config.vocabularySize()));
            GgufWriter.write(file, metadata, exporter.entries());
        }
    }

    private static void requireSupported(ModelConfig config, Path folder) {
        if (config.architecture() == ModelConfig.Architecture.GEMMA3
                || config.ropeScaling().orElse(null) instanceof LinearRopeScaling) {
            throw InhouseException.badInput(
                    "exporting a model to GGUF",
                    folder,
                    "neither Gemma 3 nor linear rope scaling is written to GGUF",
                    "Export with --format hf; llama.cpp's converter reads that.");
        }
        if (config.architecture() == ModelConfig.Architecture.SMOLLM3
                && !config.pattern().equals(GgufModel.SMOLLM3)) {
            throw InhouseException.badInput(
                    "exporting a model to GGUF",
                    folder,
                    "llama.cpp takes it for granted that every fourth layer rotates nothing",
                    "Export with --format hf.");
        }
    }

    private Map<String, Object> metadata(String name) {
        Map<String, Object> m = new LinkedHashMap<>();
        String architecture = architecture();
        m.put("general.architecture", architecture);
        m.put("general.type", "model");
        m.put("general.name", name);
        m.put("general.file_type", type.code());
        if (type.quantized()) {
            m.put("general.quantization_version", QUANTIZATION_VERSION);
        }
        String prefix = architecture + ".";
        m.put(prefix + "block_count", config.layers());
        m.put(prefix + "context_length", config.maxLength());
        m.put(prefix + "embedding_length", config.hiddenSize());
        m.put(prefix + "feed_forward_length", config.intermediateSize());
        m.put(prefix + "vocab_size", config.vocabularySize());
        m.put(prefix + "attention.head_count", config.heads());
        m.put(prefix + "attention.head_count_kv", config.keyValueHeads());
        m.put(prefix + "attention.key_length", config.headSize());
        m.put(prefix + "attention.value_length", config.headSize());
        m.put(prefix + "attention.layer_norm_rms_epsilon", (float) config.normEpsilon());
        m.put(prefix + "rope.dimension_count", config.headSize());
        m.put(prefix + "rope.freq_base", (float) config.ropeTheta());
        config.ropeScaling().ifPresent(scaling -> putScaling(scaling, prefix + "rope.scaling.", m));
        return m;
    }

    /// Mistral's network is Llama's, and llama.cpp knows it by that name.
    private String architecture() {
        return switch (config.architecture()) {
            case LLAMA, MISTRAL -> "llama";
            case QWEN2, QWEN3, SMOLLM3, GEMMA3 ->
                    config.architecture().name().toLowerCase(Locale.ROOT);
        };
    }

    private static void putScaling(RopeScaling scaling, String prefix, Map<String, Object> m) {
        if (scaling instanceof Llama3RopeScaling llama3) {
            m.put(prefix + "original_context_length", llama3.originalMaxLength());
        }
        if (scaling instanceof YarnRopeScaling yarn) {
            m.put(prefix + "original_context_length", yarn.originalMaxLength());
            if (!yarn.isDefault()) {
                throw InhouseException.badInput(
                        "exporting a model to GGUF",
                        "its rope scaling",
                        "llama.cpp is told of YaRN's factor and original length only, and %s has"
                                        .formatted(yarn)
                                + " more",
                        "Export with --format hf.");
            }
            m.put(prefix + "type", GgufModel.YARN);
            m.put(prefix + "factor", (float) yarn.factor());
        }
    }

    private List<GgufWriter.Entry> entries() {
        List<GgufWriter.Entry> entries = new ArrayList<>();
        if (config.ropeScaling().orElse(null) instanceof Llama3RopeScaling llama3) {
            entries.add(divisors(llama3));
        }
        for (ParameterLayout.Parameter p : ParameterLayout.of(config).parameters()) {
            String name = names.ggml(p.name());
            entries.add(new GgufWriter.Entry(name, p.shape(), typeOf(name, p), to -> read(p, to)));
        }
        return entries;
    }

    private GgmlType typeOf(String name, ParameterLayout.Parameter p) {
        return p.shape().size() == 1
                ? GgmlType.F32
                : type.of(name, p.shape().getLast(), config.layers(), config.tiedEmbeddings());
    }

    private void read(ParameterLayout.Parameter p, MemorySegment to) {
        if (GgufRowOrder.differs(config, p.name())) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment plain = arena.allocate(to.byteSize(), Float.BYTES);
                weights.copyTo(p.name(), plain);
                GgufRowOrder.toGguf(config, plain, to, p.shape().getFirst());
            }
        } else {
            weights.copyTo(p.name(), to);
        }
        requireFinite(p, to);
    }

    private static void requireFinite(ParameterLayout.Parameter p, MemorySegment values) {
        for (long i = 0; i < p.elements(); i++) {
            if (!Float.isFinite(values.getAtIndex(ValueLayout.JAVA_FLOAT, i))) {
                throw InhouseException.badInput(
                        "exporting a model",
                        p.name(),
                        "element %d is no finite number".formatted(i),
                        "Train the model again from a checkpoint before this one.");
            }
        }
    }

    /// What the rotary frequencies are divided by, for programs that do not know the scaling.
    private GgufWriter.Entry divisors(Llama3RopeScaling scaling) {
        int headSize = config.headSize();
        double[] plain = RotaryFrequencies.of(headSize, config.ropeTheta(), Optional.empty());
        double[] scaled = RotaryFrequencies.of(headSize, config.ropeTheta(), Optional.of(scaling));
        return new GgufWriter.Entry(
                GgufModel.FREQUENCIES,
                List.of(plain.length),
                GgmlType.F32,
                to -> {
                    for (int i = 0; i < plain.length; i++) {
                        float divisor = (float) (plain[i] / scaled[i]);
                        to.setAtIndex(ValueLayout.JAVA_FLOAT, i, divisor);
                    }
                });
    }
}
