package ai.inhouse.model;

import ai.inhouse.model.ModelConfig.Llama3RopeScaling;
import ai.inhouse.model.ModelConfig.RopeScaling;
import ai.inhouse.model.ModelConfig.YarnRopeScaling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes Hugging Face's `config.json`. The rotary settings are written both as transformers 5 reads
/// them (`rope_parameters`) and as older readers do (`rope_theta`, `rope_scaling`).
final class ConfigWriter {
    private ConfigWriter() {}

    static Map<String, Object> write(ModelConfig c, ElementType type, SpecialIds specials) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of(className(c)));
        json.put("model_type", c.architecture().name().toLowerCase(java.util.Locale.ROOT));
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
        json.put("hidden_act", "silu");
        json.put("rms_norm_eps", c.normEpsilon());
        json.put("rope_theta", c.ropeTheta());
        c.ropeScaling().ifPresent(scaling -> json.put("rope_scaling", rope(scaling)));
        json.put("rope_parameters", ropeParameters(c));
        if (c.architecture() == ModelConfig.Architecture.MISTRAL) {
            json.put("sliding_window", null);
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

    private static String className(ModelConfig c) {
        String family =
                switch (c.architecture()) {
                    case LLAMA -> "Llama";
                    case QWEN2 -> "Qwen2";
                    case QWEN3 -> "Qwen3";
                    case MISTRAL -> "Mistral";
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
            case Llama3RopeScaling llama3 -> {
                rope.put("rope_type", "llama3");
                rope.put("low_freq_factor", llama3.lowFrequencyFactor());
                rope.put("high_freq_factor", llama3.highFrequencyFactor());
            }
            case YarnRopeScaling yarn -> {
                rope.put("rope_type", "yarn");
                rope.put("beta_fast", yarn.betaFast());
                rope.put("beta_slow", yarn.betaSlow());
                rope.put("attention_factor", yarn.attentionFactor());
            }
        }
        rope.put("factor", scaling.factor());
        rope.put("original_max_position_embeddings", scaling.originalMaxLength());
        return rope;
    }
}
