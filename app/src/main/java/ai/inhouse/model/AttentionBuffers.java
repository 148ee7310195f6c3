package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.RunningSoftmax;
import ai.inhouse.engine.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Attention's scratch memory, shared by all layers: scores of one tile, and the sums over tiles.
/// `L` pieces of `P` positions.
///
/// @param single whether a sequence is one block, so that nothing need be summed over tiles
/// @param dQ `[L, H, P, hd]`, as `dK` and `dV` fp32 unless `single`
/// @param dK `[L, KV, P, hd]`
/// @param dV `[L, KV, P, hd]`
/// @param foreign gradients for earlier blocks that other workers have
/// @param groups pieces that are computed together: several short sequences, or one block
record AttentionBuffers(
        int pieces,
        int block,
        boolean single,
        Tensor dQ,
        Tensor dK,
        Tensor dV,
        Map<Partition.Piece, KeyGradients> foreign,
        List<Group> groups) {
    /// Scores of a group, as [Partition] has them of one sequence.
    private static final long SCORES = 1L << 19;

    /// Scratch for `count` pieces from `first`. `G = H / KV`.
    ///
    /// @param scores `[s * KV, G * P, P]`
    /// @param keyScores the same memory as `[s * KV, P, G * P]`: a row for each key
    /// @param dKeyScores `[s * KV, P, G * P]`
    /// @param product `[s * KV, G * P, hd]`: a tile's outputs, or its part of `dQ`
    /// @param outputs `[s, H, P, hd]`, their sum over tiles: fp32, or the product itself
    /// @param dOutputs `[s * KV, G * P, hd]`
    /// @param dOutputHeads the same as `[s, H, P, hd]`
    /// @param rowValues `[s, H, P]` fp32; the softmax's divisors forward, its deltas backward
    /// @param keyProduct `[s * KV, P, hd]`: a tile's part of `dK` or `dV`
    /// @param dRows `[s, P, H * hd]`
    /// @param dQ `[s * KV, G * P, hd]`
    record Group(
            int first,
            int count,
            Tensor scores,
            Tensor keyScores,
            Tensor dKeyScores,
            Tensor dKeyScoresTransposed,
            Tensor product,
            Tensor outputs,
            Tensor dOutputs,
            Tensor dOutputsTransposed,
            Tensor dOutputHeads,
            RunningSoftmax running,
            Tensor rowValues,
            Tensor keyProduct,
            Tensor dRows,
            Tensor dQ,
            KeyGradients keys) {
        /// This group's part of `[L, heads, P, w]`, as `[s * KV, heads/KV * P, w]`: query heads
        /// that share a key head are neighbours.
        Tensor heads(Tensor tensor, int keyValueHeads) {
            return AttentionBuffers.heads(part(tensor), keyValueHeads);
        }

        /// This group's part of `[L, ..]`.
        Tensor part(Tensor tensor) {
            return tensor.slice(first, count);
        }
    }

    /// @param dMerged `[L * P, H * hd]`, the gradient of attention's output
    static AttentionBuffers allocate(
            NativeMemory memory, ModelConfig c, ElementType type, BlockRows rows, Tensor dMerged) {
        boolean single = rows.blocks() == 1;
        int pieces = rows.pieces().size();
        int block = rows.block();
        int kv = c.keyValueHeads();
        ElementType sums = single ? type : ElementType.FLOAT32;
        Tensor dQ = memory.allocate(sums, pieces, c.heads(), block, c.headSize());
        Tensor dK = memory.allocate(sums, pieces, kv, block, c.headSize());
        Tensor dV = memory.allocate(sums, pieces, kv, block, c.headSize());
        long scores = (long) c.heads() * block * block;
        int together = single ? Math.clamp(SCORES / scores, 1, pieces) : 1;
        Scratch scratch = Scratch.allocate(memory, c, type, block, together, single);
        Tensor dRows = dMerged.reshaped(pieces, block, c.queryWidth());
        List<Group> groups = new ArrayList<>();
        for (int first = 0; first < pieces; first += together) {
            int count = Math.min(together, pieces - first);
            groups.add(scratch.group(first, count, kv, dRows, dQ, dK, dV));
        }
        return new AttentionBuffers(
                pieces, block, single, dQ, dK, dV, foreign(memory, c, rows), groups);
    }

    private static Map<Partition.Piece, KeyGradients> foreign(
            NativeMemory memory, ModelConfig c, BlockRows rows) {
        Map<Partition.Piece, KeyGradients> foreign = new HashMap<>();
        Set<Partition.Piece> own = new HashSet<>(rows.pieces());
        for (Partition.Piece piece : rows.pieces()) {
            for (int index = 0; index < piece.index(); index++) {
                Partition.Piece seen = new Partition.Piece(piece.sequence(), index);
                if (!own.contains(seen)) {
                    foreign.computeIfAbsent(
                            seen, p -> KeyGradients.allocate(memory, c, rows.block()));
                }
            }
        }
        return foreign;
    }

    private static Tensor heads(Tensor tensor, int keyValueHeads) {
        int perKey = tensor.size(1) / keyValueHeads;
        return tensor.reshaped(
                (long) tensor.size(0) * keyValueHeads,
                (long) perKey * tensor.size(2),
                tensor.width());
    }

    /// Memory that groups use one after the other.
    private record Scratch(
            Tensor scores,
            Tensor dScores,
            Tensor product,
            Tensor outputs,
            Tensor dOutputs,
            RunningSoftmax running,
            Tensor rowValues,
            Tensor keyProduct) {
        static Scratch allocate(
                NativeMemory m, ModelConfig c, ElementType type, int block, int s, boolean single) {
            int h = c.heads();
            ElementType fp32 = ElementType.FLOAT32;
            Tensor product = m.allocate(type, s, h, block, c.headSize());
            return new Scratch(
                    m.allocate(type, s, h, block, block),
                    m.allocate(type, s, h, block, block),
                    product,
                    single ? product : m.allocate(fp32, s, h, block, c.headSize()),
                    m.allocate(type, s, h, block, c.headSize()),
                    new RunningSoftmax(
                            m.allocate(fp32, s, h, block),
                            m.allocate(fp32, s, h, block),
                            m.allocate(fp32, s, h, block)),
                    m.allocate(fp32, s, h, block),
                    m.allocate(type, s, c.keyValueHeads(), block, c.headSize()));
        }

        Group group(int first, int count, int kv, Tensor dRows, Tensor dQ, Tensor dK, Tensor dV) {
            Tensor s = heads(scores.slice(0, count), kv); // [s KV, G P, P]
            long keyHeads = s.size(0);
            Tensor dS = dScores.slice(0, count).reshaped(keyHeads, s.size(2), s.size(1));
            Tensor dO = heads(dOutputs.slice(0, count), kv);
            return new Group(
                    first,
                    count,
                    s,
                    s.reshaped(keyHeads, s.size(2), s.size(1)),
                    dS,
                    dS.transposed(),
                    heads(product.slice(0, count), kv),
                    outputs.slice(0, count),
                    dO,
                    dO.transposed(),
                    dOutputs.slice(0, count),
                    new RunningSoftmax(
                            running.max().slice(0, count),
                            running.sum().slice(0, count),
                            running.correction().slice(0, count)),
                    rowValues.slice(0, count),
                    heads(keyProduct.slice(0, count), kv),
                    dRows.slice(first, count),
                    heads(dQ.slice(first, count), kv),
                    new KeyGradients(
                            heads(dK.slice(first, count), kv), heads(dV.slice(first, count), kv)));
        }
    }
}
