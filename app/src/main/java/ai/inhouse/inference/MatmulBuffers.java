package ai.inhouse.inference;

import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bf16 operands of a [MatmulPass], and how they are seen for each number of tokens.
final class MatmulBuffers {
    /// Numbers of tokens are filled up to multiples of this, so that there are few shapes.
    static final int GRAIN = 16;

    private final List<Block> blocks;
    private final Tensor normed;
    private final Tensor attended;
    private final Tensor qkv;
    private final Tensor added;
    private final Tensor gate;
    private final Tensor up;
    private final @Nullable Shapes[] shapes;

    /// A block's matrices.
    record Block(
            SharedMatrix qkv,
            SharedMatrix output,
            SharedMatrix gate,
            SharedMatrix up,
            SharedMatrix down) {
        static Block of(DecoderBlock block, MatmulWeights weights) {
            return new Block(
                    weights.share(block.qkv()),
                    weights.share(block.output()),
                    weights.share(block.gate()),
                    weights.share(block.up()),
                    weights.share(block.down()));
        }
    }

    /// The operands for a number of tokens `n`.
    ///
    /// @param normed `[n, d]`
    /// @param normedT the same, `[d, n]`
    /// @param attended `[n, H*hd]`
    /// @param attendedT the same, `[H*hd, n]`
    /// @param hidden `[f, n]`, which the members' gates are the rows of
    /// @param qkv each member's rows of `[H*hd + 2*KV*hd, n]`
    /// @param output each member's rows of `[d, n]`
    /// @param gate each member's rows of `[f, n]`
    /// @param up as `gate`
    /// @param down as `output`
    record Shapes(
            Operand normed,
            Tensor normedT,
            Operand attended,
            Tensor attendedT,
            Tensor hidden,
            SharedMatrix.Product[] qkv,
            SharedMatrix.Product[] output,
            SharedMatrix.Product[] gate,
            SharedMatrix.Product[] up,
            SharedMatrix.Product[] down) {}

    /// @param tokens most
    MatmulBuffers(PackedDecoder model, List<Block> blocks, NativeMemory memory, int tokens) {
        this.blocks = blocks;
        DecoderBlock one = model.blocks().getFirst();
        int most = Math.ceilDiv(tokens, GRAIN) * GRAIN;
        normed = buffer(memory, one.qkv().columns, most);
        attended = buffer(memory, one.output().columns, most);
        qkv = buffer(memory, one.qkv().rows, most);
        added = buffer(memory, one.down().rows, most);
        gate = buffer(memory, one.gate().rows, most);
        up = buffer(memory, one.gate().rows, most);
        shapes = new Shapes[most / GRAIN + 1];
    }

    private static Tensor buffer(NativeMemory memory, int width, int tokens) {
        long elements = (long) Lanes.roundUpToPanel(width) * tokens;
        return Operand.zeros(memory, elements).tensor();
    }

    List<Block> blocks() {
        return blocks;
    }

    Shapes shapes(int tokens) {
        int grains = Math.ceilDiv(tokens, GRAIN);
        Shapes known = shapes[grains];
        if (known == null) {
            known = shape(grains * GRAIN);
            shapes[grains] = known;
        }
        return known;
    }

    private Shapes shape(int n) {
        Block block = blocks.getFirst();
        int most = (shapes.length - 1) * GRAIN;
        Tensor rows = first(normed, n, most).reshaped(n, normed.elements() / most);
        Tensor merged = first(attended, n, most).reshaped(n, attended.elements() / most);
        return new Shapes(
                Operand.of(rows),
                rows.transposed(),
                Operand.of(merged),
                merged.transposed(),
                first(gate, n, most).reshaped(gate.elements() / most, n),
                block.qkv().products(qkv, n),
                block.output().products(added, n),
                block.gate().products(gate, n),
                block.up().products(up, n),
                block.down().products(added, n));
    }

    private static Tensor first(Tensor buffer, int n, int most) {
        return buffer.slice(0, Math.toIntExact(buffer.elements() / most * n));
    }
}
