package ai.inhouse.model;

import java.util.LinkedHashMap;
import java.util.Map;

/// Tensors' names in GGUF files beside Hugging Face's.
final class GgmlNames {
    private static final String BLOCK = "blk.";
    private static final String LAYERS = "model.layers.";

    private static final Map<String, String> OUTSIDE =
            Map.of(
                    "token_embd", "model.embed_tokens",
                    "output_norm", "model.norm",
                    "output", "lm_head");

    private final Map<String, String> inBlock = new LinkedHashMap<>();

    GgmlNames() {
        inBlock.put("attn_norm", "input_layernorm");
        inBlock.put("attn_q", "self_attn.q_proj");
        inBlock.put("attn_k", "self_attn.k_proj");
        inBlock.put("attn_v", "self_attn.v_proj");
        inBlock.put("attn_output", "self_attn.o_proj");
        inBlock.put("attn_q_norm", "self_attn.q_norm");
        inBlock.put("attn_k_norm", "self_attn.k_norm");
        inBlock.put("ffn_norm", "post_attention_layernorm");
        inBlock.put("ffn_gate", "mlp.gate_proj");
        inBlock.put("ffn_up", "mlp.up_proj");
        inBlock.put("ffn_down", "mlp.down_proj");
    }

    /// @return the name unchanged if it has no counterpart
    String huggingFace(String ggml) {
        int dot = ggml.lastIndexOf('.');
        String stem = dot < 0 ? ggml : ggml.substring(0, dot);
        String suffix = ggml.substring(stem.length());
        if (!stem.startsWith(BLOCK)) {
            return OUTSIDE.getOrDefault(stem, stem) + suffix;
        }
        int second = stem.indexOf('.', BLOCK.length());
        if (second < 0) {
            return ggml;
        }
        String part = stem.substring(second + 1);
        return LAYERS
                + stem.substring(BLOCK.length(), second + 1)
                + inBlock.getOrDefault(part, part)
                + suffix;
    }

    /// @param name one of [ParameterLayout]'s
    String ggml(String name) {
        int dot = name.lastIndexOf('.');
        String stem = name.substring(0, dot);
        String suffix = name.substring(dot);
        if (!stem.startsWith(LAYERS)) {
            return key(OUTSIDE, stem) + suffix;
        }
        int second = stem.indexOf('.', LAYERS.length());
        String layer = stem.substring(LAYERS.length(), second + 1);
        return BLOCK + layer + key(inBlock, stem.substring(second + 1)) + suffix;
    }

    private static String key(Map<String, String> names, String value) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .findFirst()
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new IllegalArgumentException("no GGUF name for " + value));
    }
}
