package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Rotary;
import ai.inhouse.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// All tensors of one worker's pass over `n` positions; made once for a shape.
///
/// @param kept what each layer keeps
/// @param embedded `[n, d]` fp32: the stream before the first block
/// @param added `[n, d]`: what the last half-block adds to the stream
/// @param qkv `[n, (H + 2 KV) * hd]`
/// @param activation `[n, f]`
/// @param last the stream's end, normed for the head
record Activations(
        int positions,
        Kept kept,
        Tensor embedded,
        Tensor added,
        Matrix qkv,
        Tensor activation,
        List<Block> blocks,
        Normed last,
        Attention attention,
        Gradients gradients) {

    /// What a forward pass leaves of each layer.
    enum Kept {
        /// Nothing: no backward pass follows.
        NOTHING,
        /// The stream before it, from which the backward pass computes the rest once more (Chen et
        /// al. 2016): a third more work, an eighth of the memory.
        STREAM,
        /// All that the backward pass needs.
        ALL
    }

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
    /// @param outputNorms Gemma 3's outputs before their norms
    /// @param merged `[n, H * hd]`: attention's output
    /// @param gateUp `[n, 2f]`; the backward pass turns it into its gradient
    record Block(
            Normed input,
            Optional<HeadNormInput> headNorm,
            Optional<OutputNorm.Kept> outputNorms,
            AttentionActivations attention,
            Tensor merged,
            Normed middle,
            Matrix gateUp) {
        static Block allocate(
                NativeMemory m, ModelConfig c, ElementType type, AttentionBuffers buffers, int n) {
            int d = c.hiddenSize();
            Tensor merged = m.allocate(type, n, c.queryWidth());
            return new Block(
                    Normed.allocate(m, type, n, d),
                    c.qkNorm()
                            ? Optional.of(HeadNormInput.allocate(m, c, type, n))
                            : Optional.empty(),
                    c.outputNorms()
                            ? Optional.of(OutputNorm.Kept.allocate(m, type, n, d))
                            : Optional.empty(),
                    AttentionActivations.allocate(m, c, type, buffers, merged),
                    merged,
                    Normed.allocate(m, type, n, d),
                    new Matrix(m.allocate(type, n, Projection.GATE_UP.outputs(c))));
        }

        /// The same memory but for its input.
        Block withInput(Tensor stream) {
            Normed own = new Normed(stream, input.rows(), input.inverse());
            return new Block(own, headNorm, outputNorms, attention, merged, middle, gateUp);
        }

        /// Bytes for each position and layer.
        static long bytes(ModelConfig c, ElementType type) {
            long rows =
                    (c.outputNorms() ? 4L : 2L) * c.hiddenSize()
                            + 2L * Projection.QKV.outputs(c)
                            + c.queryWidth()
                            + Projection.GATE_UP.outputs(c);
            long fp32 = 2L * c.hiddenSize() + 2 + 2L * c.heads();
            return rows * type.bytes() + fp32 * Float.BYTES;
        }
    }

    /// @param qkv `[n, (H + 2 KV) * hd]`
    /// @param inverse `[n, H + KV]` fp32
    record HeadNormInput(Tensor qkv, Tensor inverse) {
        static HeadNormInput allocate(NativeMemory m, ModelConfig c, ElementType type, int n) {
            return new HeadNormInput(
                    m.allocate(type, n, Projection.QKV.outputs(c)),
                    m.allocate(ElementType.FLOAT32, n, c.heads() + c.keyValueHeads()));
        }
    }

    /// Scratch of the backward pass, shared by all blocks.
    ///
    /// @param stream `[n, d]` fp32: the stream's gradient
    /// @param copy the same as the matrix products read it
    /// @param normed `[n, d]`: gradient of a norm's output
    /// @param activation `[n, f]`
    /// @param sigmoids `[f]` fp32
    /// @param merged `[n, H * hd]`
    /// @param headNorm `[hd]` fp32 each
    /// @param outputNorm `[d]` fp32
    record Gradients(
            Tensor stream,
            Matrix copy,
            Tensor normed,
            Tensor activation,
            Tensor sigmoids,
            Tensor merged,
            DecoderTensors.HeadNormWeights headNorm,
            Tensor outputNorm) {
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
                            m.allocate(ElementType.FLOAT32, c.headSize())),
                    m.allocate(ElementType.FLOAT32, c.hiddenSize()));
        }
    }

    static Activations allocate(
            NativeMemory m,
            ModelConfig c,
            ElementType type,
            BlockRows rows,
            Kept kept,
            DecoderPass pass) {
        int n = rows.positions();
        Gradients gradients = Gradients.allocate(m, c, type, n);
        AttentionBuffers buffers = AttentionBuffers.allocate(m, c, type, rows, gradients.merged());
        int longest = rows.block() * rows.blocks();
        Attention.Rotations rotations = rotations(m, c, longest);
        return new Activations(
                n,
                kept,
                m.allocate(ElementType.FLOAT32, n, c.hiddenSize()),
                m.allocate(type, n, c.hiddenSize()),
                new Matrix(m.allocate(type, n, Projection.QKV.outputs(c))),
                m.allocate(type, n, c.intermediateSize()),
                blocks(m, c, type, buffers, n, kept),
                Normed.allocate(m, type, n, c.hiddenSize()),
                new Attention(pass, c, rotations, buffers),
                gradients);
    }

    private static Attention.Rotations rotations(NativeMemory m, ModelConfig c, int longest) {
        float[] all = RotaryFrequencies.rounded(RotaryFrequencies.of(c));
        float[] windowed = RotaryFrequencies.rounded(RotaryFrequencies.ofWindowed(c));
        Rotary rotary = new Rotary(m, all, longest);
        return new Attention.Rotations(
                rotary, Arrays.equals(all, windowed) ? rotary : new Rotary(m, windowed, longest));
    }

    /// One for each layer, or one that all layers use in turn, but for the stream if that is kept.
    private static List<Block> blocks(
            NativeMemory m,
            ModelConfig c,
            ElementType type,
            AttentionBuffers buffers,
            int n,
            Kept kept) {
        List<Block> blocks = new ArrayList<>();
        for (int layer = 0; layer < c.layers(); layer++) {
            if (layer == 0 || kept == Kept.ALL) {
                blocks.add(Block.allocate(m, c, type, buffers, n));
            } else if (kept == Kept.STREAM) {
                Tensor stream = m.allocate(ElementType.FLOAT32, n, c.hiddenSize());
                blocks.add(blocks.getFirst().withInput(stream));
            } else {
                blocks.add(blocks.getFirst());
            }
        }
        return blocks;
    }

    /// Whether a pass over other rows of this many positions can use it.
    boolean keeps(Kept wanted) {
        return kept.compareTo(wanted) >= 0;
    }
}
