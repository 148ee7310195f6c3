package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads and writes PEFT's `adapter_config.json`. What would change the base model beyond `scale *
/// B A`, or differs from layer to layer, is refused, all of it at once.
final class PeftConfig {
    private static final String ALL = "all-linear";

    private final JsonNode json;
    private final List<String> problems = new ArrayList<>();

    private PeftConfig(JsonNode json) {
        this.json = json;
    }

    static Map<String, Object> write(LoraConfig lora, String base) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("peft_type", "LORA");
        json.put("task_type", "CAUSAL_LM");
        json.put("base_model_name_or_path", base);
        json.put("r", lora.rank());
        json.put("lora_alpha", lora.alpha());
        json.put("lora_dropout", lora.variant().dropout());
        json.put("use_rslora", lora.variant().rankStabilized());
        json.put("use_dora", lora.variant().magnitudes());
        json.put(
                "target_modules",
                lora.targets().stream().sorted().map(LoraTarget::shortName).toList());
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("init_lora_weights", true);
        json.put("inference_mode", true);
        json.put("rank_pattern", Map.of());
        json.put("alpha_pattern", Map.of());
        return json;
    }

    static LoraConfig read(Path file) {
        PeftConfig config = new PeftConfig(Json.tree(file));
        LoraConfig lora = config.lora();
        if (!config.problems.isEmpty()) {
            throw InhouseException.badInput(
                    PeftFolder.WHAT,
                    file,
                    String.join("; ", config.problems),
                    "Use a LoRA adapter without these, or merge it with PEFT and import the"
                            + " model.");
        }
        return lora;
    }

    private LoraConfig lora() {
        refuseUnsupported();
        int rank = json.path("r").asInt(0);
        double alpha = json.path("lora_alpha").asDouble(0);
        double dropout = json.path("lora_dropout").asDouble(0);
        Set<LoraTarget> targets = targets();
        if (rank < 1 || !(alpha > 0) || !(dropout >= 0 && dropout < 1)) {
            problems.add("r %d, lora_alpha %s, lora_dropout %s".formatted(rank, alpha, dropout));
        }
        if (!problems.isEmpty()) {
            return LoraConfig.ofRank(1, 0);
        }
        return new LoraConfig(
                rank,
                alpha,
                targets,
                0,
                new LoraConfig.Variant(
                        dropout,
                        json.path("use_rslora").asBoolean(false),
                        json.path("use_dora").asBoolean(false)));
    }

    private void refuseUnsupported() {
        if (!json.path("peft_type").asString("LORA").equals("LORA")) {
            problems.add("its peft_type is " + json.path("peft_type"));
        }
        if (!json.path("bias").asString("none").equals("none")) {
            problems.add("trained biases are unsupported");
        }
        JsonNode start = json.path("init_lora_weights");
        boolean changesBase =
                start.isString() && !start.asString().matches("(?i)true|false|gaussian|eva");
        if (changesBase) {
            problems.add("init_lora_weights %s changes the base model".formatted(start));
        }
        for (String key :
                List.of(
                        "modules_to_save",
                        "layers_to_transform",
                        "layer_replication",
                        "rank_pattern",
                        "alpha_pattern",
                        "target_parameters",
                        "trainable_token_indices",
                        "alora_invocation_tokens",
                        "exclude_modules")) {
            JsonNode value = json.path(key);
            boolean absent =
                    value.isMissingNode()
                            || value.isNull()
                            || (!value.isValueNode() && value.isEmpty());
            if (!absent) {
                problems.add("%s is unsupported".formatted(key));
            }
        }
        for (String key : List.of("fan_in_fan_out", "lora_bias", "use_qalora")) {
            if (json.path(key).asBoolean(false)) {
                problems.add("%s is unsupported".formatted(key));
            }
        }
    }

    private Set<LoraTarget> targets() {
        Set<LoraTarget> targets = EnumSet.noneOf(LoraTarget.class);
        JsonNode modules = json.path("target_modules");
        if (modules.asString("").equals(ALL)) {
            return EnumSet.allOf(LoraTarget.class);
        }
        for (JsonNode module : modules) {
            String name = module.asString("");
            LoraTarget.named(name)
                    .ifPresentOrElse(
                            targets::add,
                            () -> problems.add("the target module %s is unknown".formatted(name)));
        }
        if (targets.isEmpty()) {
            problems.add("target_modules is no list of names");
        }
        return targets;
    }
}
