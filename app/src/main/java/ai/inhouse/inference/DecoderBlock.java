package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;
import java.lang.foreign.Arena;
import java.util.stream.Stream;

/// One block's weights as the engine keeps them. q, k and v are one matrix; so are their biases.
///
/// @param qkv `[H*hd + 2*KV*hd, d]`
/// @param qkvBias added to it; zeros where the model has none
/// @param queryNorm `[hd]`, empty where heads are not normed; as `keyNorm`
/// @param outputNorm `[d]`, empty where attention's output is not normed; as `downNorm`
record DecoderBlock(
        float[] attentionNorm,
        PackedMatrix qkv,
        float[] qkvBias,
        float[] queryNorm,
        float[] keyNorm,
        PackedMatrix output,
        float[] outputNorm,
        float[] mlpNorm,
        PackedMatrix gate,
        PackedMatrix up,
        PackedMatrix down,
        float[] downNorm) {
    private static final String WEIGHT = "weight";
    private static final String BIAS = "bias";

    /// Overwrites all but the matrices.
    void takeVectors(DecoderBlock other) {
        copy(other.attentionNorm, attentionNorm);
        copy(other.qkvBias, qkvBias);
        copy(other.queryNorm, queryNorm);
        copy(other.keyNorm, keyNorm);
        copy(other.outputNorm, outputNorm);
        copy(other.mlpNorm, mlpNorm);
        copy(other.downNorm, downNorm);
    }

    private static void copy(float[] from, float[] to) {
        System.arraycopy(from, 0, to, 0, to.length);
    }

    /// In the order in which they are packed.
    Stream<PackedMatrix> matrices() {
        return Stream.of(qkv, output, gate, up, down);
    }

    /// @param arena owns the matrices
    static DecoderBlock pack(MatrixSource source, int layer, Arena arena, Team team) {
        ModelConfig c = source.config();
        String prefix = "model.layers." + layer + ".";
        String q = prefix + "self_attn.q_proj.";
        String k = prefix + "self_attn.k_proj.";
        String v = prefix + "self_attn.v_proj.";
        String mlp = prefix + "mlp.";
        PackedMatrix qkv = source.matrix(arena, team, q + WEIGHT, k + WEIGHT, v + WEIGHT);
        return new DecoderBlock(
                source.vector(prefix + "input_layernorm.weight"),
                qkv,
                c.qkvBias()
                        ? source.vector(q + BIAS, k + BIAS, v + BIAS)
                        : new float[Lanes.roundUpToPanel(qkv.rows)],
                c.qkNorm() ? source.vector(prefix + "self_attn.q_norm.weight") : new float[0],
                c.qkNorm() ? source.vector(prefix + "self_attn.k_norm.weight") : new float[0],
                source.matrix(arena, team, prefix + "self_attn.o_proj.weight"),
                outputNorm(source, prefix + "post_attention_layernorm.weight"),
                source.vector(
                        prefix
                                + (c.outputNorms()
                                        ? "pre_feedforward_layernorm.weight"
                                        : "post_attention_layernorm.weight")),
                source.matrix(arena, team, mlp + "gate_proj.weight"),
                source.matrix(arena, team, mlp + "up_proj.weight"),
                source.matrix(arena, team, mlp + "down_proj.weight"),
                outputNorm(source, prefix + "post_feedforward_layernorm.weight"));
    }

    private static float[] outputNorm(MatrixSource source, String name) {
        return source.config().outputNorms() ? source.vector(name) : new float[0];
    }
}
