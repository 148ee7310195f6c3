package ai.inhouse.model;

import ai.inhouse.model.ModelConfig.Architecture;
import ai.inhouse.model.ModelConfig.LayerPattern;
import ai.inhouse.model.ModelConfig.LinearRopeScaling;
import ai.inhouse.model.ModelConfig.Llama3RopeScaling;
import ai.inhouse.model.ModelConfig.RopeScaling;
import ai.inhouse.model.ModelConfig.YarnRopeScaling;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// What Hugging Face's `config.json` says of positions: how they are rotated, and in which layers.
record LayerConfig(ConfigValues values, Architecture architecture) {
    private static final double SMOLLM3_THETA = 2e6;
    private static final int SMOLLM3_INTERVAL = 4;
    private static final double GEMMA3_THETA = 1e6;
    private static final double GEMMA3_LOCAL_THETA = 1e4;
    private static final int GEMMA3_INTERVAL = 6;
    private static final double GEMMA3_QUERY_SCALAR = 256;

    /// The rotary settings: `rope_parameters` since transformers 5, before that `rope_scaling`
    /// beside a top-level `rope_theta`.
    private JsonNode rope() {
        JsonNode parameters = values.at("rope_parameters");
        if (parameters.path("full_attention").isObject()) {
            return parameters.path("full_attention");
        }
        return parameters.isObject() ? parameters : values.at("rope_scaling");
    }

    double ropeTheta() {
        JsonNode nested = rope().path("rope_theta");
        return values.positive(
                nested.isMissingNode() ? values.at("rope_theta") : nested,
                "rope_theta",
                switch (architecture) {
                    case LLAMA, QWEN2, QWEN3, MISTRAL -> 10_000;
                    case SMOLLM3 -> SMOLLM3_THETA;
                    case GEMMA3 -> GEMMA3_THETA;
                });
    }

    LayerPattern pattern() {
        return switch (architecture) {
            case LLAMA, QWEN2, QWEN3, MISTRAL -> new LayerPattern.Alike();
            case SMOLLM3 -> unrotated();
            case GEMMA3 -> windowed();
        };
    }

    /// `no_rope_layers` has a 0 for each layer that does not rotate; without it every
    /// `no_rope_layer_interval`-th one does not.
    private LayerPattern unrotated() {
        int every =
                interval("no_rope_layers", "0")
                        .orElseGet(
                                () ->
                                        values.sizeOr(
                                                "no_rope_layer_interval",
                                                SMOLLM3_INTERVAL,
                                                HuggingFaceConfig.MAX_LAYERS));
        return every == 0 ? new LayerPattern.Alike() : new LayerPattern.Unrotated(every);
    }

    /// `layer_types` names those that see all; without it every `sliding_window_pattern`-th does.
    private LayerPattern windowed() {
        int every =
                interval("layer_types", "full_attention")
                        .orElseGet(
                                () ->
                                        values.sizeOr(
                                                "sliding_window_pattern",
                                                GEMMA3_INTERVAL,
                                                HuggingFaceConfig.MAX_LAYERS));
        JsonNode local = values.at("rope_parameters").path("sliding_attention");
        if (!local.path("rope_type").asString("default").equals("default")) {
            values.problem("a rope type of windows is unsupported");
        }
        JsonNode nested = local.path("rope_theta");
        return new LayerPattern.Windowed(
                every == 0 ? HuggingFaceConfig.MAX_LAYERS + 1 : every,
                values.sizeOr(
                        "sliding_window",
                        HuggingFaceConfig.MAX_POSITIONS,
                        HuggingFaceConfig.MAX_POSITIONS),
                values.positive(
                        nested.isMissingNode() ? values.at("rope_local_base_freq") : nested,
                        "rope_local_base_freq",
                        GEMMA3_LOCAL_THETA),
                values.positive(
                        values.at("query_pre_attn_scalar"),
                        "query_pre_attn_scalar",
                        GEMMA3_QUERY_SCALAR));
    }

    /// At which interval a list of all layers has a value; 0 where it never has, nothing where
    /// there is no list.
    private OptionalInt interval(String key, String value) {
        JsonNode list = values.at(key);
        if (!list.isArray()) {
            return OptionalInt.empty();
        }
        int every = 0;
        for (int layer = 1; layer <= list.size(); layer++) {
            boolean is = list.get(layer - 1).asString("").equals(value);
            every = is && every == 0 ? layer : every;
            if (is != (every > 0 && layer % every == 0)) {
                values.problem("%s at uneven intervals are unsupported".formatted(key));
                break;
            }
        }
        return OptionalInt.of(every);
    }

    Optional<RopeScaling> ropeScaling() {
        JsonNode rope = rope();
        String type = rope.path("rope_type").asString(rope.path("type").asString("default"));
        return switch (type) {
            case "default" -> Optional.empty();
            case "linear" ->
                    Optional.of(
                            new LinearRopeScaling(
                                    values.positive(rope.path("factor"), "factor", 0)));
            case "llama3" -> Optional.of(llama3(rope));
            case "yarn" -> Optional.of(yarn(rope));
            default -> {
                values.problem("rope type %s is unsupported".formatted(type));
                yield Optional.empty();
            }
        };
    }

    private YarnRopeScaling yarn(JsonNode rope) {
        double factor = values.positive(rope.path("factor"), "factor", 0);
        JsonNode original = rope.path("original_max_position_embeddings");
        for (String key : List.of("mscale", "mscale_all_dim")) {
            if (rope.has(key)) {
                values.problem("YaRN's %s is unsupported".formatted(key));
            }
        }
        if (!rope.path("truncate").asBoolean(true)) {
            values.problem("YaRN without truncate is unsupported");
        }
        return new YarnRopeScaling(
                factor,
                original.isMissingNode()
                        ? values.size("max_position_embeddings", HuggingFaceConfig.MAX_POSITIONS)
                        : values.checked(
                                original,
                                "original_max_position_embeddings",
                                HuggingFaceConfig.MAX_POSITIONS),
                values.positive(rope.path("beta_fast"), "beta_fast", YarnRopeScaling.BETA_FAST),
                values.positive(rope.path("beta_slow"), "beta_slow", YarnRopeScaling.BETA_SLOW),
                values.positive(
                        rope.path("attention_factor"),
                        "attention_factor",
                        YarnRopeScaling.defaultAttentionFactor(factor)));
    }

    private Llama3RopeScaling llama3(JsonNode rope) {
        double low = values.positive(rope.path("low_freq_factor"), "low_freq_factor", 0);
        double high = values.positive(rope.path("high_freq_factor"), "high_freq_factor", 0);
        if (high <= low) {
            values.problem("high_freq_factor must be greater than low_freq_factor");
        }
        return new Llama3RopeScaling(
                values.positive(rope.path("factor"), "factor", 0),
                low,
                high,
                values.checked(
                        rope.path("original_max_position_embeddings"),
                        "original_max_position_embeddings",
                        HuggingFaceConfig.MAX_POSITIONS));
    }
}
