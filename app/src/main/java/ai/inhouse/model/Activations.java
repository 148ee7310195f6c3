package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Rotary;
import ai.inhouse.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All tensors of one worker's pass over `B` rows of `T` tokens, `n = B * T`; made once for a
/// shape.
///
/// @param kept whether each block has memory of its own, so that a backward pass can follow
/// @param embedded `[n, d]` fp32: the stream before the first block
/// @param added `[n, d]`: what the last half-block adds to the stream
/// @param qkv `[n, (H + 2 KV) * hd]`
/// @param activation `[n, f]`
/// @param last the stream's end, normed for the head
record Activations(
        int rows,
        int length,
        boolean kept,
        Tensor embedded,
        Tensor added,
        Matrix qkv,
        Tensor activation,
        List<Block> blocks,
        Normed last,
        Attention attention,
        Gradients gradients) {

    /// A tensor `[n, w]` and its transpose.
    record Matrix(Tensor rows, Tensor transposed) {
        Matrix(Tensor rows) {
            this(rows, rows.transposed());
        }
    }

    /// A point of the residual stream and its norm.
    ///
    /// @param stream `[n, d]` fp32
    /// @param rows `[n, d]`
    /// @param inverse `[n]` fp32
    record Normed(Tensor stream, Tensor rows, Tensor inverse) {
        static Normed allocate(NativeMemory m, ElementType type, int n, int d) {
            return new Normed(
                    m.allocate(ElementType.FLOAT32, n, d),
                    m.allocate(type, n, d),
                    m.allocate(ElementType.FLOAT32, n));
        }
    }

    /// What a block keeps.
    ///
    /// @param headNorm Qwen3's heads before their norm
    /// @param merged `[n, H * hd]`: attention's output
    /// @param gateUp `[n, 2f]`; the backward pass turns it into its gradient
    record Block(
            Normed input,
            Optional<HeadNormInput> headNorm,
            AttentionActivations attention,
            Tensor merged,
            Normed middle,
            Matrix gateUp) {}

    /// @param qkv `[n, (H + 2 KV) * hd]`
    /// @param inverse `[n, H + KV]` fp32
    record HeadNormInput(Tensor qkv, Tensor inverse) {}

    /// Scratch of the backward pass, shared by all blocks.
    ///
    /// @param stream `[n, d]` fp32: the stream's gradient
    /// @param copy the same as the matrix products read it
    /// @param normed `[n, d]`: gradient of a norm's output
    /// @param activation `[n, f]`
    /// @param sigmoids `[f]` fp32
    /// @param merged `[n, H * hd]`
    /// @param headNorm `[hd]` fp32 each
    record Gradients(
            Tensor stream,
            Matrix copy,
            Tensor normed,
            Tensor activation,
            Tensor sigmoids,
            Tensor merged,
            DecoderTensors.HeadNormWeights headNorm) {
        static Gradients allocate(NativeMemory m, ModelConfig c, ElementType type, int n) {
            return new Gradients(
                    m.allocate(ElementType.FLOAT32, n, c.hiddenSize()),
                    new Matrix(m.allocate(type, n, c.hiddenSize())),
                    m.allocate(type, n, c.hiddenSize()),
                    m.allocate(type, n, c.intermediateSize()),
                    m.allocate(ElementType.FLOAT32, c.intermediateSize()),
                    m.allocate(type, n, c.queryWidth()),
                    new DecoderTensors.HeadNormWeights(
                            m.allocate(ElementType.FLOAT32, c.headSize()),
                            m.allocate(ElementType.FLOAT32, c.headSize())));
        }
    }

    static Activations allocate(
            NativeMemory m, ModelConfig c, ElementType type, int b, int t, boolean kept) {
        int n = Math.multiplyExact(b, t);
        Gradients gradients = Gradients.allocate(m, c, type, n);
        AttentionBuffers buffers = AttentionBuffers.allocate(m, c, type, b, t, gradients.merged());
        Rotary rotary = new Rotary(m, RotaryFrequencies.rounded(c), t);
        return new Activations(
                b,
                t,
                kept,
                m.allocate(ElementType.FLOAT32, n, c.hiddenSize()),
                m.allocate(type, n, c.hiddenSize()),
                new Matrix(m.allocate(type, n, Projection.QKV.outputs(c))),
                m.allocate(type, n, c.intermediateSize()),
                blocks(m, c, type, buffers, kept),
                Normed.allocate(m, type, n, c.hiddenSize()),
                new Attention(c, rotary, buffers),
                gradients);
    }

    /// One for each layer, or one that all layers use in turn.
    private static List<Block> blocks(
            NativeMemory m,
            ModelConfig c,
            ElementType type,
            AttentionBuffers buffers,
            boolean kept) {
        List<Block> blocks = new ArrayList<>();
        for (int layer = 0; layer < c.layers(); layer++) {
            blocks.add(layer == 0 || kept ? block(m, c, type, buffers) : blocks.getFirst());
        }
        return blocks;
    }

    private static Block block(
            NativeMemory m, ModelConfig c, ElementType type, AttentionBuffers buffers) {
        int n = buffers.sequences() * buffers.length();
        int d = c.hiddenSize();
        Tensor merged = m.allocate(type, n, c.queryWidth());
        Optional<HeadNormInput> headNorm =
                c.qkNorm()
                        ? Optional.of(
                                new HeadNormInput(
                                        m.allocate(type, n, Projection.QKV.outputs(c)),
                                        m.allocate(
                                                ElementType.FLOAT32,
                                                n,
                                                c.heads() + c.keyValueHeads())))
                        : Optional.empty();
        return new Block(
                Normed.allocate(m, type, n, d),
                headNorm,
                AttentionActivations.allocate(m, c, type, buffers, merged),
                merged,
                Normed.allocate(m, type, n, d),
                new Matrix(m.allocate(type, n, Projection.GATE_UP.outputs(c))));
    }

    boolean fits(PaddedRows input, boolean keep) {
        return rows == input.rows() && length == input.length() && (kept || !keep);
    }
}
