package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/// What a block's attention keeps from its forward for its backward pass: rotated heads, and of the
/// scores one number a row. `G = H / KV` query heads share a key head.
///
/// @param q `[B, H, T, hd]`
/// @param k `[B, KV, T, hd]`
/// @param v `[B, KV, T, hd]`
/// @param groups the same, cut along `B` as [AttentionBuffers] are
record AttentionActivations(Tensor q, Tensor k, Tensor v, List<Group> groups) {
    /// Views of `s` sequences.
    ///
    /// @param q `[s * KV, G * T, hd]`
    /// @param k `[s * KV, T, hd]`
    /// @param rows `[s, T, H * hd]`, attention's output
    /// @param logSum `[s, H, T]` fp32
    record Group(
            Tensor q,
            Tensor k,
            Tensor kTransposed,
            Tensor v,
            Tensor vTransposed,
            Tensor rows,
            Tensor logSum) {}

    /// @param merged `[B * T, H * hd]`, attention's output
    static AttentionActivations allocate(
            NativeMemory memory,
            ModelConfig c,
            ElementType type,
            AttentionBuffers buffers,
            Tensor merged) {
        int b = buffers.sequences();
        int t = buffers.length();
        Tensor q = memory.allocate(type, b, c.heads(), t, c.headSize());
        Tensor k = memory.allocate(type, b, c.keyValueHeads(), t, c.headSize());
        Tensor v = memory.allocate(type, b, c.keyValueHeads(), t, c.headSize());
        Tensor logSum = memory.allocate(ElementType.FLOAT32, b, c.heads(), t);
        Tensor rows = merged.reshaped(b, t, c.queryWidth());
        List<Group> groups = new ArrayList<>();
        for (AttentionBuffers.Group g : buffers.groups()) {
            Tensor kGroup = AttentionBuffers.heads(k, g.first(), g.count(), c.keyValueHeads());
            Tensor vGroup = AttentionBuffers.heads(v, g.first(), g.count(), c.keyValueHeads());
            groups.add(
                    new Group(
                            AttentionBuffers.heads(q, g.first(), g.count(), c.keyValueHeads()),
                            kGroup,
                            kGroup.transposed(),
                            vGroup,
                            vGroup.transposed(),
                            rows.slice(g.first(), g.count()),
                            logSum.slice(g.first(), g.count())));
        }
        return new AttentionActivations(q, k, v, groups);
    }
}
