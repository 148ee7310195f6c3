package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.util.List;

/// What a block's attention keeps from its forward for its backward pass: rotated heads, and of the
/// scores one number a row. `G = H / KV` query heads share a key head; `L` pieces of `P` positions.
///
/// @param q `[L, H, P, hd]`
/// @param k `[L, KV, P, hd]`
/// @param v `[L, KV, P, hd]`
/// @param groups the same, cut along `L` as [AttentionBuffers] are
record AttentionActivations(Tensor q, Tensor k, Tensor v, List<Group> groups) {
    /// Views of `s` pieces.
    ///
    /// @param q `[s * KV, G * P, hd]`
    /// @param k `[s * KV, P, hd]`
    /// @param rows `[s, P, H * hd]`, attention's output
    /// @param logSum `[s, H, P]` fp32, to the base 2
    record Group(
            Tensor q,
            Tensor qTransposed,
            Tensor k,
            Tensor kTransposed,
            Tensor v,
            Tensor rows,
            Tensor logSum) {}

    /// @param merged `[L * P, H * hd]`, attention's output
    static AttentionActivations allocate(
            NativeMemory memory,
            ModelConfig c,
            ElementType type,
            AttentionBuffers buffers,
            Tensor merged) {
        int pieces = buffers.pieces();
        int block = buffers.block();
        int kv = c.keyValueHeads();
        Tensor q = memory.allocate(type, pieces, c.heads(), block, c.headSize());
        Tensor k = memory.allocate(type, pieces, kv, block, c.headSize());
        Tensor v = memory.allocate(type, pieces, kv, block, c.headSize());
        Tensor logSum = memory.allocate(ElementType.FLOAT32, pieces, c.heads(), block);
        Tensor rows = merged.reshaped(pieces, block, c.queryWidth());
        List<Group> groups =
                buffers.groups().stream()
                        .map(
                                g -> {
                                    Tensor qGroup = g.heads(q, kv);
                                    Tensor kGroup = g.heads(k, kv);
                                    return new Group(
                                            qGroup,
                                            qGroup.transposed(),
                                            kGroup,
                                            kGroup.transposed(),
                                            g.heads(v, kv),
                                            g.part(rows),
                                            g.part(logSum));
                                })
                        .toList();
        return new AttentionActivations(q, k, v, groups);
    }
}
