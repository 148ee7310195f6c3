package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.model.ModelConfig.Architecture;
import ai.inhouse.model.ModelConfig.Llama3RopeScaling;
import ai.inhouse.model.ModelConfig.RopeScaling;
import ai.inhouse.model.ModelConfig.YarnRopeScaling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads Hugging Face's `config.json`. A network that we could only run approximately (another
/// activation, another rotary scaling, a sliding window, biases where we have none) is refused,
/// with everything that is unsupported named at once.
public final class HuggingFaceConfig {
    static final String WHAT = "reading the model's config.json";

    /// What a class's name ends with where a score head stands in place of the output head.
    static final String SCORING = "ForSequenceClassification";

    private static final int MAX_VOCABULARY = 1 << 24;
    private static final int MAX_WIDTH = 1 << 20;
    private static final int MAX_LAYERS = 4096;
    private static final int MAX_POSITIONS = 1 << 26;
    private static final int QWEN3_HEAD_SIZE = 128;

    private final JsonNode json;
    private final Object where;
    private final List<String> problems = new ArrayList<>();

    private HuggingFaceConfig(JsonNode json, Object where) {
        this.json = json;
        this.where = where;
    }

    /// @throws InhouseException naming all that is missing, impossible or unsupported
    public static ModelConfig read(Path configJson) {
        return parse(Json.tree(configJson), configJson);
    }

    /// @param where what to name in an error
    public static ModelConfig parse(JsonNode json, Object where) {
        return new HuggingFaceConfig(json, where).parse();
    }

    private ModelConfig parse() {
        boolean scored = className().endsWith(SCORING);
        Architecture architecture = architecture();
        refuseUnsupported(architecture);
        int hidden = size("hidden_size", MAX_WIDTH);
        int heads = size("num_attention_heads", MAX_WIDTH);
        int keyValueHeads = sizeOr("num_key_value_heads", heads, MAX_WIDTH);
        int headSize = sizeOr("head_dim", defaultHeadSize(architecture, hidden, heads), MAX_WIDTH);
        ModelConfig config =
                new ModelConfig(
                        architecture,
                        size("vocab_size", MAX_VOCABULARY),
                        hidden,
                        size("intermediate_size", MAX_WIDTH),
                        size("num_hidden_layers", MAX_LAYERS),
                        heads,
                        keyValueHeads,
                        headSize,
                        maxLength(architecture),
                        ropeTheta(),
                        ropeScaling(),
                        positive(json.path("rms_norm_eps"), "rms_norm_eps", 1e-6),
                        scored || json.path("tie_word_embeddings").asBoolean(false),
                        architecture == Architecture.QWEN2,
                        architecture == Architecture.QWEN3,
                        scored);
        checkHeads(config);
        if (scored && json.path("id2label").size() != 1) {
            problems.add("a reward model has one label in id2label");
        }
        if (!problems.isEmpty()) {
            throw refusal();
        }
        return config;
    }

    private InhouseException refusal() {
        return InhouseException.badInput(
                WHAT,
                where,
                String.join("; ", problems),
                "Use a Llama, Mistral, Qwen2 or Qwen3 model without these, or correct the file.");
    }

    private Architecture architecture() {
        String name = className();
        String known = name.replace(SCORING, "ForCausalLM");
        Optional<Architecture> architecture =
                switch (name.isEmpty() ? json.path("model_type").asString("") : known) {
                    case "LlamaForCausalLM", "llama" -> Optional.of(Architecture.LLAMA);
                    case "Qwen2ForCausalLM", "qwen2" -> Optional.of(Architecture.QWEN2);
                    case "Qwen3ForCausalLM", "qwen3" -> Optional.of(Architecture.QWEN3);
                    case "MistralForCausalLM", "mistral" -> Optional.of(Architecture.MISTRAL);
                    default -> Optional.empty();
                };
        if (architecture.isEmpty()) {
            problems.add(
                    name.isEmpty()
                            ? "it names no known architecture"
                            : "the architecture %s is unknown".formatted(name));
            throw refusal();
        }
        return architecture.get();
    }

    private String className() {
        return json.path("architectures").path(0).asString("");
    }

    private void refuseUnsupported(Architecture architecture) {
        String activation = json.path("hidden_act").asString("silu");
        if (!activation.equals("silu")) {
            problems.add("hidden_act %s is unsupported".formatted(activation));
        }
        if (architecture != Architecture.QWEN2 && json.path("attention_bias").asBoolean(false)) {
            problems.add("attention_bias (a bias on the attention's output) is unsupported");
        }
        if (json.path("mlp_bias").asBoolean(false)) {
            problems.add("mlp_bias is unsupported");
        }
        if (json.path("use_sliding_window").asBoolean(false)) {
            problems.add("use_sliding_window is unsupported");
        }
        for (JsonNode type : json.path("layer_types")) {
            if (!type.asString("").equals("full_attention")) {
                problems.add("layer type %s is unsupported".formatted(type));
                break;
            }
        }
        if (json.path("quantization_config").isObject()) {
            problems.add("quantized safetensors are unsupported");
        }
        if (json.path("partial_rotary_factor").asDouble(1) != 1) {
            problems.add("partial_rotary_factor is unsupported");
        }
    }

    /// Mistral's attention slides over a window where one is named: up to that window it is the
    /// same as without.
    private int maxLength(Architecture architecture) {
        int positions = size("max_position_embeddings", MAX_POSITIONS);
        return architecture == Architecture.MISTRAL
                ? Math.min(positions, sizeOr("sliding_window", positions, MAX_POSITIONS))
                : positions;
    }

    private static int defaultHeadSize(Architecture architecture, int hidden, int heads) {
        return architecture == Architecture.QWEN3 ? QWEN3_HEAD_SIZE : hidden / Math.max(1, heads);
    }

    private void checkHeads(ModelConfig c) {
        if (c.heads() % c.keyValueHeads() != 0) {
            problems.add(
                    "%d attention heads cannot share %d key-value heads"
                            .formatted(c.heads(), c.keyValueHeads()));
        }
        if (c.headSize() % 2 != 0) {
            problems.add("head_dim %d is odd".formatted(c.headSize()));
        }
    }

    /// The rotary settings: `rope_parameters` since transformers 5, before that `rope_scaling`
    /// beside a top-level `rope_theta`.
    private JsonNode rope() {
        JsonNode parameters = json.path("rope_parameters");
        return parameters.isObject() ? parameters : json.path("rope_scaling");
    }

    private double ropeTheta() {
        JsonNode nested = rope().path("rope_theta");
        return positive(
                nested.isMissingNode() ? json.path("rope_theta") : nested, "rope_theta", 10_000);
    }

    private Optional<RopeScaling> ropeScaling() {
        JsonNode rope = rope();
        String type = rope.path("rope_type").asString(rope.path("type").asString("default"));
        return switch (type) {
            case "default" -> Optional.empty();
            case "llama3" -> Optional.of(llama3(rope));
            case "yarn" -> Optional.of(yarn(rope));
            default -> {
                problems.add("rope type %s is unsupported".formatted(type));
                yield Optional.empty();
            }
        };
    }

    private YarnRopeScaling yarn(JsonNode rope) {
        double factor = positive(rope.path("factor"), "factor", 0);
        JsonNode original = rope.path("original_max_position_embeddings");
        for (String key : List.of("mscale", "mscale_all_dim")) {
            if (rope.has(key)) {
                problems.add("YaRN's %s is unsupported".formatted(key));
            }
        }
        if (!rope.path("truncate").asBoolean(true)) {
            problems.add("YaRN without truncate is unsupported");
        }
        return new YarnRopeScaling(
                factor,
                original.isMissingNode()
                        ? size("max_position_embeddings", MAX_POSITIONS)
                        : checked(original, "original_max_position_embeddings", MAX_POSITIONS),
                positive(rope.path("beta_fast"), "beta_fast", YarnRopeScaling.BETA_FAST),
                positive(rope.path("beta_slow"), "beta_slow", YarnRopeScaling.BETA_SLOW),
                positive(
                        rope.path("attention_factor"),
                        "attention_factor",
                        YarnRopeScaling.defaultAttentionFactor(factor)));
    }

    private Llama3RopeScaling llama3(JsonNode rope) {
        double low = positive(rope.path("low_freq_factor"), "low_freq_factor", 0);
        double high = positive(rope.path("high_freq_factor"), "high_freq_factor", 0);
        if (high <= low) {
            problems.add("high_freq_factor must be greater than low_freq_factor");
        }
        return new Llama3RopeScaling(
                positive(rope.path("factor"), "factor", 0),
                low,
                high,
                checked(
                        rope.path("original_max_position_embeddings"),
                        "original_max_position_embeddings",
                        MAX_POSITIONS));
    }

    private int size(String key, int max) {
        return checked(json.path(key), key, max);
    }

    private int sizeOr(String key, int fallback, int max) {
        JsonNode node = json.path(key);
        return node.isMissingNode() || node.isNull() ? fallback : checked(node, key, max);
    }

    private int checked(JsonNode node, String key, int max) {
        if (node.isMissingNode()) {
            problems.add(key + " is missing");
            return 1;
        }
        if (!node.isIntegralNumber()
                || !node.canConvertToInt()
                || node.asInt() < 1
                || node.asInt() > max) {
            problems.add("%s is %s, not a number from 1 to %d".formatted(key, node, max));
            return 1;
        }
        return node.asInt();
    }

    /// @param fallback where the key is missing; 0 if it must be there
    private double positive(JsonNode node, String key, double fallback) {
        if ((node.isMissingNode() || node.isNull()) && fallback > 0) {
            return fallback;
        }
        double value = node.asDouble(0);
        if (!node.isNumber() || !(value > 0) || Double.isInfinite(value)) {
            problems.add("%s is %s, not a positive number".formatted(key, node));
            return 1;
        }
        return value;
    }
}
