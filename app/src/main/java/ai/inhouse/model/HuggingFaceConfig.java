package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.model.ModelConfig.Architecture;
import java.nio.file.Path;
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
    static final int MAX_LAYERS = 4096;
    static final int MAX_POSITIONS = 1 << 26;
    private static final int QWEN3_HEAD_SIZE = 128;
    private static final int GEMMA3_HEAD_SIZE = 256;

    private final ConfigValues values;
    private final Object where;

    private HuggingFaceConfig(JsonNode json, Object where) {
        this.values = new ConfigValues(json);
        this.where = where;
    }

    /// @throws InhouseException naming all that is missing, impossible or unsupported
    public static ModelConfig read(Path configJson) {
        return parse(Json.tree(configJson), configJson);
    }

    /// The text of a `config.json` which [#parse] reads back.
    public static String text(ModelConfig config) {
        SpecialIds none = new SpecialIds(Optional.empty(), List.of(), Optional.empty());
        return Json.write(ConfigWriter.write(config, ElementType.F32, none));
    }

    /// @param where what to name in an error
    public static ModelConfig parse(JsonNode json, Object where) {
        return new HuggingFaceConfig(json, where).parse();
    }

    private ModelConfig parse() {
        boolean scored = className().endsWith(SCORING);
        Architecture architecture = architecture();
        refuseUnsupported(architecture);
        int hidden = values.size("hidden_size", MAX_WIDTH);
        int heads = values.size("num_attention_heads", MAX_WIDTH);
        int keyValueHeads = values.sizeOr("num_key_value_heads", heads, MAX_WIDTH);
        int headSize =
                values.sizeOr("head_dim", defaultHeadSize(architecture, hidden, heads), MAX_WIDTH);
        LayerConfig layers = new LayerConfig(values, architecture);
        ModelConfig config =
                new ModelConfig(
                        architecture,
                        values.size("vocab_size", MAX_VOCABULARY),
                        hidden,
                        values.size("intermediate_size", MAX_WIDTH),
                        values.size("num_hidden_layers", MAX_LAYERS),
                        heads,
                        keyValueHeads,
                        headSize,
                        maxLength(architecture),
                        layers.ropeTheta(),
                        layers.ropeScaling(),
                        values.positive(values.at("rms_norm_eps"), "rms_norm_eps", 1e-6),
                        scored || values.at("tie_word_embeddings").asBoolean(tied(architecture)),
                        architecture == Architecture.QWEN2,
                        architecture == Architecture.QWEN3 || architecture == Architecture.GEMMA3,
                        layers.pattern(),
                        scored);
        checkHeads(config);
        if (scored && values.at("id2label").size() != 1) {
            values.problem("a reward model has one label in id2label");
        }
        if (!values.problems().isEmpty()) {
            throw refusal();
        }
        return config;
    }

    /// Where the file does not say it.
    private static boolean tied(Architecture architecture) {
        return switch (architecture) {
            case LLAMA, QWEN2, QWEN3, MISTRAL -> false;
            case SMOLLM3, GEMMA3 -> true;
        };
    }

    private InhouseException refusal() {
        return InhouseException.badInput(
                WHAT,
                where,
                String.join("; ", values.problems()),
                "Use a Llama, Mistral, Qwen2, Qwen3, SmolLM3 or Gemma 3 model without these, or"
                        + " correct the file.");
    }

    private Architecture architecture() {
        String name = className();
        String known = name.replace(SCORING, "ForCausalLM");
        Optional<Architecture> architecture =
                switch (name.isEmpty() ? values.at("model_type").asString("") : known) {
                    case "LlamaForCausalLM", "llama" -> Optional.of(Architecture.LLAMA);
                    case "Qwen2ForCausalLM", "qwen2" -> Optional.of(Architecture.QWEN2);
                    case "Qwen3ForCausalLM", "qwen3" -> Optional.of(Architecture.QWEN3);
                    case "MistralForCausalLM", "mistral" -> Optional.of(Architecture.MISTRAL);
                    case "SmolLM3ForCausalLM", "smollm3" -> Optional.of(Architecture.SMOLLM3);
                    case "Gemma3ForCausalLM", "gemma3_text" -> Optional.of(Architecture.GEMMA3);
                    default -> Optional.empty();
                };
        if (architecture.isEmpty()) {
            values.problem(
                    name.isEmpty()
                            ? "it names no known architecture"
                            : "the architecture %s is unknown".formatted(name));
            throw refusal();
        }
        return architecture.get();
    }

    private String className() {
        return values.at("architectures").path(0).asString("");
    }

    private void refuseUnsupported(Architecture architecture) {
        boolean gemma = architecture == Architecture.GEMMA3;
        String key = gemma ? "hidden_activation" : "hidden_act";
        String known = gemma ? "gelu_pytorch_tanh" : "silu";
        String activation = values.at(key).asString(known);
        if (!activation.equals(known)) {
            values.problem("%s %s is unsupported".formatted(key, activation));
        }
        if (architecture != Architecture.QWEN2 && values.at("attention_bias").asBoolean(false)) {
            values.problem("attention_bias (a bias on the attention's output) is unsupported");
        }
        if (values.at("mlp_bias").asBoolean(false)) {
            values.problem("mlp_bias is unsupported");
        }
        if (values.at("use_sliding_window").asBoolean(false)) {
            values.problem("use_sliding_window is unsupported");
        }
        for (String softcap : List.of("attn_logit_softcapping", "final_logit_softcapping")) {
            if (values.at(softcap).isNumber()) {
                values.problem(softcap + " is unsupported");
            }
        }
        if (values.at("use_bidirectional_attention").asBoolean(false)) {
            values.problem("use_bidirectional_attention is unsupported");
        }
        for (JsonNode type : values.at("layer_types")) {
            boolean window = gemma && type.asString("").equals("sliding_attention");
            if (!type.asString("").equals("full_attention") && !window) {
                values.problem("layer type %s is unsupported".formatted(type));
                break;
            }
        }
        if (values.at("quantization_config").isObject()) {
            values.problem("quantized safetensors are unsupported");
        }
        if (values.at("partial_rotary_factor").asDouble(1) != 1) {
            values.problem("partial_rotary_factor is unsupported");
        }
    }

    /// Mistral's attention slides over a window where one is named: up to that window it is the
    /// same as without.
    private int maxLength(Architecture architecture) {
        int positions = values.size("max_position_embeddings", MAX_POSITIONS);
        return architecture == Architecture.MISTRAL
                ? Math.min(positions, values.sizeOr("sliding_window", positions, MAX_POSITIONS))
                : positions;
    }

    private static int defaultHeadSize(Architecture architecture, int hidden, int heads) {
        return switch (architecture) {
            case LLAMA, QWEN2, MISTRAL, SMOLLM3 -> hidden / Math.max(1, heads);
            case QWEN3 -> QWEN3_HEAD_SIZE;
            case GEMMA3 -> GEMMA3_HEAD_SIZE;
        };
    }

    private void checkHeads(ModelConfig c) {
        if (c.heads() % c.keyValueHeads() != 0) {
            values.problem(
                    "%d attention heads cannot share %d key-value heads"
                            .formatted(c.heads(), c.keyValueHeads()));
        }
        if (c.headSize() % 2 != 0) {
            values.problem("head_dim %d is odd".formatted(c.headSize()));
        }
    }
}
