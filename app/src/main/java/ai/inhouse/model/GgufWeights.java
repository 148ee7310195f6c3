package ai.inhouse.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A GGUF file's tensors under Hugging Face's names, decoded to fp32.
///
/// For the llama architecture llama.cpp's converter stores the rows of q and k in another order: it
/// rotates neighbouring elements of a head, where transformers rotates element `i` with `i + hd/2`.
/// This is undone here.
final class GgufWeights implements TensorSource {
    private final GgufFile file;
    private final ModelConfig config;
    private final Map<String, GgufFile.Tensor> tensors = new LinkedHashMap<>();

    /// @param file stays open until this is closed
    GgufWeights(GgufFile file, ModelConfig config) {
        this.file = file;
        this.config = config;
        file.tensors().forEach((name, tensor) -> tensors.put(huggingFaceName(name), tensor));
        // The frequencies' divisors are part of the configuration.
        tensors.remove("rope_freqs.weight");
    }

    /// @return the name unchanged if it has no counterpart
    private static String huggingFaceName(String name) {
        String[] parts = name.split("\\.", 3);
        if (parts.length < 3 || !parts[0].equals("blk")) {
            return switch (name) {
                case "token_embd.weight" -> "model.embed_tokens.weight";
                case "output_norm.weight" -> "model.norm.weight";
                case "output.weight" -> "lm_head.weight";
                default -> name;
            };
        }
        String inBlock =
                switch (parts[2]) {
                    case "attn_norm.weight" -> "input_layernorm.weight";
                    case "attn_q.weight", "attn_q.bias" -> attention("q_proj", parts[2]);
                    case "attn_k.weight", "attn_k.bias" -> attention("k_proj", parts[2]);
                    case "attn_v.weight", "attn_v.bias" -> attention("v_proj", parts[2]);
                    case "attn_output.weight" -> attention("o_proj", parts[2]);
                    case "attn_q_norm.weight" -> attention("q_norm", parts[2]);
                    case "attn_k_norm.weight" -> attention("k_norm", parts[2]);
                    case "ffn_norm.weight" -> "post_attention_layernorm.weight";
                    case "ffn_gate.weight" -> "mlp.gate_proj.weight";
                    case "ffn_up.weight" -> "mlp.up_proj.weight";
                    case "ffn_down.weight" -> "mlp.down_proj.weight";
                    default -> parts[2];
                };
        return "model.layers.%s.%s".formatted(parts[1], inBlock);
    }

    private static String attention(String part, String name) {
        return "self_attn." + part + name.substring(name.lastIndexOf('.'));
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    @Override
    public void copyTo(String name, MemorySegment target) {
        GgufFile.Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor named " + name);
        }
        boolean rotated = name.contains("q_proj") || name.contains("k_proj");
        if (!rotated || config.architecture() != ModelConfig.Architecture.LLAMA) {
            tensor.type().toFloat(file.bytes(tensor), target);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment decoded = arena.allocate(target.byteSize(), Float.BYTES);
            tensor.type().toFloat(file.bytes(tensor), decoded);
            unpermute(decoded, target, tensor.shape().getFirst());
        }
    }

    /// Row `h*hd + 2i + half` of the file is row `h*hd + half*hd/2 + i` in Hugging Face's order.
    private void unpermute(MemorySegment from, MemorySegment to, int rows) {
        int headSize = config.headSize();
        long rowBytes = to.byteSize() / rows;
        for (int row = 0; row < rows; row++) {
            int head = row / headSize;
            int half = row % 2;
            int pair = (row % headSize) / 2;
            int target = head * headSize + half * (headSize / 2) + pair;
            MemorySegment.copy(
                    from,
                    ValueLayout.JAVA_BYTE,
                    row * rowBytes,
                    to,
                    ValueLayout.JAVA_BYTE,
                    target * rowBytes,
                    rowBytes);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
