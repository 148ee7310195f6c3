package ai.inhouse.model;

import ai.inhouse.model.ModelConfig.LayerPattern;
import ai.inhouse.model.ModelConfig.LinearRopeScaling;
import ai.inhouse.model.ModelConfig.Llama3RopeScaling;
import ai.inhouse.model.ModelConfig.RopeScaling;
import ai.inhouse.model.ModelConfig.YarnRopeScaling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Makes Hugging Face's `config.json`. The rotary settings are written both as transformers 5 reads
/// them (`rope_parameters`) and as older readers do (`rope_theta`, `rope_scaling`).
final class ConfigWriter {
    private static final String FULL = "full_attention";
    private static final String SLIDING = "sliding_attention";

    private ConfigWriter() {}

    static Map<String, Object> write(ModelConfig c, ElementType type, SpecialIds specials) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of(className(c)));
        json.put("model_type", modelType(c.architecture()));
        json.put("dtype", dtype(type));
        json.put("torch_dtype", dtype(type));
        json.put("vocab_size", c.vocabularySize());
        json.put("hidden_size", c.hiddenSize());
        json.put("intermediate_size", c.intermediateSize());
        json.put("num_hidden_layers", c.layers());
        json.put("num_attention_heads", c.heads());
        json.put("num_key_value_heads", c.keyValueHeads());
        json.put("head_dim", c.headSize());
        json.put("max_position_embeddings", c.maxLength());
        json.put(
                c.geluGate() ? "hidden_activation" : "hidden_act",
                c.geluGate() ? "gelu_pytorch_tanh" : "silu");
        json.put("rms_norm_eps", c.normEpsilon());
        json.put("rope_theta", c.ropeTheta());
        c.ropeScaling().ifPresent(scaling -> json.put("rope_scaling", rope(scaling)));
        json.put("rope_parameters", ropeParameters(c));
        if (c.pattern() instanceof LayerPattern.Windowed windowed) {
            json.putAll(windows(c, windowed));
        }
        if (c.architecture() == ModelConfig.Architecture.MISTRAL) {
            json.put("sliding_window", null);
        }
        if (c.architecture() == ModelConfig.Architecture.SMOLLM3) {
            json.put("no_rope_layers", rotated(c));
            json.put("use_sliding_window", false);
        }
        json.put("tie_word_embeddings", c.tiedEmbeddings());
        json.put("attention_bias", c.qkvBias());
        json.put("attention_dropout", 0.0);
        json.put("mlp_bias", false);
        json.put("initializer_range", 0.02);
        json.put("use_cache", true);
        json.putAll(specials.toMap());
        if (c.scoreHead()) {
            json.put("id2label", Map.of("0", "reward"));
            json.put("label2id", Map.of("reward", 0));
        }
        return json;
    }

    private static String modelType(ModelConfig.Architecture architecture) {
        return architecture == ModelConfig.Architecture.GEMMA3
                ? "gemma3_text"
                : architecture.name().toLowerCase(Locale.ROOT);
    }

    /// Gemma 3's keys, new and old.
    private static Map<String, Object> windows(ModelConfig c, LayerPattern.Windowed windowed) {
        Map<String, Object> json = new LinkedHashMap<>();
        double scalar = windowed.queryScalar();
        // transformers takes no 256.0 for 256.
        json.put(
                "query_pre_attn_scalar",
                scalar == Math.rint(scalar) ? (Object) (long) scalar : scalar);
        json.put("sliding_window", windowed.window());
        json.put(
                "layer_types",
                IntStream.range(0, c.layers())
                        .mapToObj(i -> windowed.seesAll(i) ? FULL : SLIDING)
                        .toList());
        json.put("rope_local_base_freq", windowed.ropeTheta());
        Map<String, Object> local = new LinkedHashMap<>();
        local.put("rope_type", "default");
        local.put("rope_theta", windowed.ropeTheta());
        json.put("rope_parameters", Map.of(FULL, ropeParameters(c), SLIDING, local));
        return json;
    }

    /// A 1 for each layer that rotates.
    private static List<Integer> rotated(ModelConfig c) {
        return IntStream.range(0, c.layers()).mapToObj(layer -> c.rotates(layer) ? 1 : 0).toList();
    }

    private static String className(ModelConfig c) {
        String family =
                switch (c.architecture()) {
                    case LLAMA -> "Llama";
                    case QWEN2 -> "Qwen2";
                    case QWEN3 -> "Qwen3";
                    case MISTRAL -> "Mistral";
                    case SMOLLM3 -> "SmolLM3";
                    case GEMMA3 -> "Gemma3";
                };
        return family + (c.scoreHead() ? HuggingFaceConfig.SCORING : "ForCausalLM");
    }

    private static String dtype(ElementType type) {
        return type == ElementType.BF16 ? "bfloat16" : "float32";
    }

    private static Map<String, Object> ropeParameters(ModelConfig c) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("rope_type", "default");
        c.ropeScaling().ifPresent(scaling -> parameters.putAll(rope(scaling)));
        parameters.put("rope_theta", c.ropeTheta());
        return parameters;
    }

    private static Map<String, Object> rope(RopeScaling scaling) {
        Map<String, Object> rope = new LinkedHashMap<>();
        switch (scaling) {
            case LinearRopeScaling linear -> rope.put("rope_type", "linear");
            case Llama3RopeScaling llama3 -> {
                rope.put("rope_type", "llama3");
                rope.put("original_max_position_embeddings", llama3.originalMaxLength());
                rope.put("low_freq_factor", llama3.lowFrequencyFactor());
                rope.put("high_freq_factor", llama3.highFrequencyFactor());
            }
            case YarnRopeScaling yarn -> {
                rope.put("rope_type", "yarn");
                rope.put("original_max_position_embeddings", yarn.originalMaxLength());
                rope.put("beta_fast", yarn.betaFast());
                rope.put("beta_slow", yarn.betaSlow());
                rope.put("attention_factor", yarn.attentionFactor());
            }
        }
        rope.put("factor", scaling.factor());
        return rope;
    }
}
