package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.ModelConfig.Architecture;
import ai.inhouse.model.ModelConfig.LayerPattern;
import ai.inhouse.model.ModelConfig.Llama3RopeScaling;
import ai.inhouse.model.ModelConfig.RopeScaling;
import ai.inhouse.model.ModelConfig.YarnRopeScaling;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a GGUF file says about the network it holds, as a [ModelConfig].
final class GgufModel {
    static final String FREQUENCIES = "rope_freqs.weight";

    /// Llama 3's low and high frequency factors and original length, the same in every release.
    private static final Llama3RopeScaling LLAMA3 = new Llama3RopeScaling(1, 1, 4, 8192);

    static final String YARN = "yarn";

    /// The files do not say it: every reader takes it for granted.
    static final LayerPattern SMOLLM3 = new LayerPattern.Unrotated(4);

    private final GgufFile file;
    private final String prefix;
    private final List<String> problems = new ArrayList<>();

    private GgufModel(GgufFile file, String prefix) {
        this.file = file;
        this.prefix = prefix;
    }

    /// @throws InhouseException naming all that is missing or unsupported
    static ModelConfig config(GgufFile file) {
        String name = file.string("general.architecture").orElse("(none named)");
        GgufModel model = new GgufModel(file, name + ".");
        Architecture architecture =
                switch (name) {
                    case "llama" -> Architecture.LLAMA;
                    case "qwen2" -> Architecture.QWEN2;
                    case "qwen3" -> Architecture.QWEN3;
                    case "smollm3" -> Architecture.SMOLLM3;
                    default -> {
                        model.problems.add("the architecture %s is unknown".formatted(name));
                        throw model.refusal();
                    }
                };
        return model.config(architecture);
    }

    private ModelConfig config(Architecture architecture) {
        int hidden = size("embedding_length");
        int heads = size("attention.head_count");
        int headSize = sizeOr("attention.key_length", hidden / heads);
        refuseUnsupported(headSize);
        double theta = file.real(prefix + "rope.freq_base").orElse(10_000.0);
        ModelConfig config =
                new ModelConfig(
                        architecture,
                        vocabulary(),
                        hidden,
                        size("feed_forward_length"),
                        size("block_count"),
                        heads,
                        sizeOr("attention.head_count_kv", heads),
                        headSize,
                        size("context_length"),
                        theta,
                        ropeScaling(theta, headSize),
                        epsilon(),
                        !file.tensors().containsKey("output.weight"),
                        architecture == Architecture.QWEN2,
                        architecture == Architecture.QWEN3);
        if (architecture == Architecture.SMOLLM3) {
            config = config.with(SMOLLM3);
        }
        if (config.layers() > file.tensors().size()) {
            problems.add("it promises %d blocks".formatted(config.layers()));
        }
        if (config.heads() % config.keyValueHeads() != 0 || headSize % 2 != 0) {
            problems.add("its attention heads are malformed");
        }
        if (!problems.isEmpty()) {
            throw refusal();
        }
        return config;
    }

    private void refuseUnsupported(int headSize) {
        if (sizeOr("rope.dimension_count", headSize) != headSize) {
            problems.add("a partial rotary embedding is unsupported");
        }
        if (sizeOr("attention.value_length", headSize) != headSize) {
            problems.add("values of another width than keys are unsupported");
        }
        if (file.integer(prefix + "expert_count").orElse(0L) > 0) {
            problems.add("a mixture of experts is unsupported");
        }
        if (file.integer(prefix + "attention.sliding_window").orElse(0L) > 0) {
            problems.add("a sliding window is unsupported");
        }
        String scaling = file.string(prefix + "rope.scaling.type").orElse("none");
        if (!scaling.equals("none") && !scaling.equals(YARN)) {
            problems.add("rope scaling %s is unsupported".formatted(scaling));
        }
    }

    private int vocabulary() {
        GgufFile.Tensor embedding = file.tensors().get("token_embd.weight");
        if (embedding == null || embedding.shape().size() != 2) {
            problems.add("token_embd.weight is missing or no matrix");
            return 1;
        }
        return embedding.shape().getFirst();
    }

    /// GGUF stores Llama 3's scaling as the divisors of the rotary frequencies. Which scaling it
    /// was is found by making them again. The original length is written by few programs.
    private Optional<RopeScaling> ropeScaling(double theta, int headSize) {
        if (file.string(prefix + "rope.scaling.type").filter(YARN::equals).isPresent()) {
            return Optional.of(yarn());
        }
        GgufFile.Tensor tensor = file.tensors().get(FREQUENCIES);
        if (tensor == null) {
            return Optional.empty();
        }
        float[] divisors = floats(tensor);
        double factor = 1;
        for (float divisor : divisors) {
            factor = Math.max(factor, divisor);
        }
        Llama3RopeScaling scaling =
                new Llama3RopeScaling(
                        factor,
                        LLAMA3.lowFrequencyFactor(),
                        LLAMA3.highFrequencyFactor(),
                        sizeOr("rope.scaling.original_context_length", LLAMA3.originalMaxLength()));
        double[] plain = RotaryFrequencies.of(headSize, theta, Optional.empty());
        double[] scaled = RotaryFrequencies.of(headSize, theta, Optional.of(scaling));
        boolean same = divisors.length == plain.length;
        for (int i = 0; same && i < plain.length; i++) {
            same = Math.abs(plain[i] / scaled[i] - divisors[i]) <= 1e-3 * divisors[i];
        }
        if (!same) {
            problems.add("the rotary scaling in %s is not Llama 3's".formatted(FREQUENCIES));
        }
        return Optional.of(scaling);
    }

    private YarnRopeScaling yarn() {
        double factor = file.real(prefix + "rope.scaling.factor").orElse(0.0);
        if (!(factor > 0)) {
            problems.add("rope.scaling.factor is missing");
        }
        return new YarnRopeScaling(
                factor,
                size("rope.scaling.original_context_length"),
                YarnRopeScaling.BETA_FAST,
                YarnRopeScaling.BETA_SLOW,
                YarnRopeScaling.defaultAttentionFactor(factor));
    }

    private float[] floats(GgufFile.Tensor tensor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(ValueLayout.JAVA_FLOAT, tensor.elements());
            tensor.type().toFloat(file.bytes(tensor), target);
            return target.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private double epsilon() {
        Optional<Double> value = file.real(prefix + "attention.layer_norm_rms_epsilon");
        if (value.isEmpty() || !(value.get() > 0)) {
            problems.add("attention.layer_norm_rms_epsilon is missing");
            return 1;
        }
        // The file holds fp32: 1e-5 reads as 9.999999747378752e-06.
        return Double.parseDouble(Float.toString(value.get().floatValue()));
    }

    private int size(String key) {
        int size = sizeOr(key, 0);
        if (size == 0) {
            problems.add("%s%s is missing".formatted(prefix, key));
        }
        return Math.max(1, size);
    }

    private int sizeOr(String key, int fallback) {
        Optional<Long> value = file.integer(prefix + key);
        if (value.isEmpty()) {
            return fallback;
        }
        if (value.get() < 1 || value.get() > 1 << 26) {
            problems.add("%s%s is %d".formatted(prefix, key, value.get()));
            return Math.max(1, fallback);
        }
        return value.get().intValue();
    }

    private InhouseException refusal() {
        return InhouseException.badInput(
                GgufFile.WHAT,
                file.path(),
                String.join("; ", problems),
                "Use a Llama, Mistral, Qwen2, Qwen3 or SmolLM3 model without these.");
    }
}
