package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Attention's scratch memory, shared by all blocks. Scores are never held for the whole batch but
/// for as many sequences at a time as stay in the processor's cache.
///
/// @param sequences `B`
/// @param length `T`
/// @param dQ `[B, H, T, hd]`
/// @param dK `[B, KV, T, hd]`
/// @param dV `[B, KV, T, hd]`
/// @param groups sequences that are computed together
record AttentionBuffers(
        int sequences, int length, Tensor dQ, Tensor dK, Tensor dV, List<Group> groups) {
    /// Scores of a group: in bf16, half of a second-level cache of 2 MiB.
    private static final long SCORES = 512L << 10;

    /// Scratch for `count` sequences from `first`. `G = H / KV`.
    ///
    /// @param scores `[s * KV, G * T, T]`
    /// @param outputs `[s * KV, G * T, hd]`
    /// @param outputHeads the same as `[s, H, T, hd]`
    /// @param inverse `[s, H, T]` fp32; the softmax's divisors forward, its deltas backward
    /// @param dQ `[s * KV, G * T, hd]`
    record Group(
            int first,
            int count,
            Tensor scores,
            Tensor scoresTransposed,
            Tensor dScores,
            Tensor dScoresTransposed,
            Tensor outputs,
            Tensor outputHeads,
            Tensor inverse,
            Tensor dRows,
            Tensor dQ,
            Tensor dK,
            Tensor dV) {}

    /// @param dMerged `[B * T, H * hd]`, the gradient of attention's output
    static AttentionBuffers allocate(
            NativeMemory memory, ModelConfig c, ElementType type, int b, int t, Tensor dMerged) {
        int kv = c.keyValueHeads();
        int together = Math.clamp(SCORES / ((long) c.heads() * t * t), 1, b);
        Tensor dQ = memory.allocate(type, b, c.heads(), t, c.headSize());
        Tensor dK = memory.allocate(type, b, kv, t, c.headSize());
        Tensor dV = memory.allocate(type, b, kv, t, c.headSize());
        Tensor scores = memory.allocate(type, together, c.heads(), t, t);
        Tensor dScores = memory.allocate(type, together, c.heads(), t, t);
        Tensor outputs = memory.allocate(type, together, c.heads(), t, c.headSize());
        Tensor inverse = memory.allocate(ElementType.FLOAT32, together, c.heads(), t);
        Tensor dRows = dMerged.reshaped(b, t, c.queryWidth());
        List<Group> groups = new ArrayList<>();
        for (int first = 0; first < b; first += together) {
            int count = Math.min(together, b - first);
            Tensor s = heads(scores, 0, count, kv);
            Tensor dS = heads(dScores, 0, count, kv);
            groups.add(
                    new Group(
                            first,
                            count,
                            s,
                            s.transposed(),
                            dS,
                            dS.transposed(),
                            heads(outputs, 0, count, kv),
                            outputs.slice(0, count),
                            inverse.slice(0, count),
                            dRows.slice(first, count),
                            heads(dQ, first, count, kv),
                            heads(dK, first, count, kv),
                            heads(dV, first, count, kv)));
        }
        return new AttentionBuffers(b, t, dQ, dK, dV, groups);
    }

    /// Sequences `first` to `first + count` of `[B, heads, T, w]` as `[count * KV, heads/KV * T,
    /// w]`: query heads that share a key head are neighbours.
    static Tensor heads(Tensor tensor, int first, int count, int keyValueHeads) {
        int perKey = tensor.size(1) / keyValueHeads;
        return tensor.slice(first, count)
                .reshaped(
                        (long) count * keyValueHeads,
                        (long) perKey * tensor.size(2),
                        tensor.width());
    }
}
