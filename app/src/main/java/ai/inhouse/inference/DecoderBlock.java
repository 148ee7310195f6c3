package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.model.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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

    long bytes() {
        return qkv.bytes() + output.bytes() + gate.bytes() + up.bytes() + down.bytes();
    }

    /// Packs a model's weights.
    record Packer(Weights weights, WeightFormat format, Arena arena, Team team) {
        DecoderBlock block(int layer) {
            ModelConfig c = weights.config();
            String prefix = "model.layers." + layer + ".";
            String attention = prefix + "self_attn.";
            int d = c.hiddenSize();
            int f = c.intermediateSize();
            int qkvRows = c.queryWidth() + 2 * c.keyValueWidth();
            return new DecoderBlock(
                    vector(prefix + "input_layernorm.weight", d),
                    matrix(attention + "q_proj.weight", qkvRows, d),
                    c.qkvBias()
                            ? vector(attention + "q_proj.bias", qkvRows)
                            : new float[Lanes.roundUpToPanel(qkvRows)],
                    c.qkNorm() ? vector(attention + "q_norm.weight", c.headSize()) : new float[0],
                    c.qkNorm() ? vector(attention + "k_norm.weight", c.headSize()) : new float[0],
                    matrix(attention + "o_proj.weight", d, c.queryWidth()),
                    outputNorm(c, prefix + "post_attention_layernorm.weight"),
                    vector(
                            prefix
                                    + (c.outputNorms()
                                            ? "pre_feedforward_layernorm.weight"
                                            : "post_attention_layernorm.weight"),
                            d),
                    matrix(prefix + "mlp.gate_proj.weight", f, d),
                    matrix(prefix + "mlp.up_proj.weight", f, d),
                    matrix(prefix + "mlp.down_proj.weight", d, f),
                    outputNorm(c, prefix + "post_feedforward_layernorm.weight"));
        }

        private float[] outputNorm(ModelConfig c, String name) {
            return c.outputNorms() ? vector(name, c.hiddenSize()) : new float[0];
        }

        /// @param rows more than the named parameter's where its neighbours belong to it
        PackedMatrix matrix(String name, int rows, int columns) {
            MemorySegment source = memory(name, (long) rows * columns);
            return PackedMatrix.pack(format, source, rows, columns, arena, team);
        }

        /// @return filled up with zeros to whole panels
        float[] vector(String name, int elements) {
            float[] vector = new float[Lanes.roundUpToPanel(elements)];
            MemorySegment source = memory(name, elements);
            MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, 0, vector, 0, elements);
            return vector;
        }

        private MemorySegment memory(String name, long elements) {
            ParameterLayout.Parameter first = weights.layout().find(name);
            return weights.memory().asSlice(first.offset() * Float.BYTES, elements * Float.BYTES);
        }
    }
}
