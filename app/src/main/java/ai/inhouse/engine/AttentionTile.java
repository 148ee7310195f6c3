package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;
import static ai.inhouse.engine.Shapes.require;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Softmax over attention's scores, a tile of keys at a time, so that a row of scores is never held
/// (Dao et al. 2022; the running maximum and sum after Milakov and Gimelshein 2018). A tile holds
/// the scores of a block of `P` queries, for every head, with a block of as many keys.
///
/// Exponentials stay undivided, so that the division falls on the `hd` outputs of a row and not on
/// its keys (Dao 2023); the backward pass recomputes them from one number a row. Powers are of 2:
/// the scale and `log2(e)` are one factor `c`, and `2^x` is cheaper than `e^x`.
public final class AttentionTile {
    private static final Storage FP32 = ElementType.FLOAT32.storage();
    private static final float LOG2_E = 1.442695f;

    private AttentionTile() {}

    /// The shortest block that the kernels take for `length` positions: whole vectors.
    public static int paddedLength(int length) {
        return (length + COUNT - 1) / COUNT * COUNT;
    }

    /// @param scores `[.., P]`, a row for each query; in: `q k^T`; out: `2^(c * score - max)`, 0
    ///   where the mask hides
    public static void forward(
            Tensor scores, AttentionMask mask, float scale, RunningSoftmax running) {
        int block = mask.block();
        require(scores, "scores", scores.rows(), block);
        check(scores, mask, running.max());
        float c = scale * LOG2_E;
        Storage s = scores.storage();
        for (int r = 0; r < scores.rows(); r++) {
            long row = scores.address((long) r * block);
            int first = mask.firstKey(r);
            int end = mask.endKey(r);
            float before = FP32.get(running.max().address(), r);
            float correction = 1;
            if (first < end) {
                float max = Math.max(before, c * max(s, row, first, end));
                float tile = powers(s, row, first, end, c, max);
                // 1 in most tiles, as maxima soon stop rising.
                correction = max > before ? (float) Math.exp((before - max) / LOG2_E) : 1;
                float sum = FP32.get(running.sum().address(), r) * correction + tile;
                FP32.set(running.max().address(), r, max);
                FP32.set(running.sum().address(), r, sum);
            }
            FP32.set(running.correction().address(), r, correction);
            hide(s, row, first, end, block);
        }
    }

    /// `outputs = outputs * correction + tile`, row by row.
    ///
    /// @param tile `[n, hd]`, the product of the last tile's exponentials and its values
    /// @param outputs `[n, hd]` fp32
    /// @param first whether there is nothing in `outputs` yet
    public static void accumulate(
            Tensor tile, RunningSoftmax running, Tensor outputs, boolean first) {
        require(outputs, "outputs", tile.rows(), tile.width());
        if (first) {
            Elements.copy(tile, outputs);
            return;
        }
        int width = tile.width();
        for (int r = 0; r < tile.rows(); r++) {
            float factor = FP32.get(running.correction().address(), r);
            long at = (long) r * width;
            accumulate(tile.storage(), tile.address(at), factor, outputs.address(at), width);
        }
    }

    /// With `p = 2^(c * score - logSum)`: `ds = p * (dp - delta) * scale`, where `delta`, the mean
    /// of `dp` under `p`, equals the dot product of the row's output and its gradient.
    ///
    /// Here a row belongs to a key and a column to a query, `G` query heads side by side: of the
    /// three products that follow, two then take their left factor as it lies.
    ///
    /// @param scores `[s * KV * P, G * P]`; in: `k q^T`; out: `p`, 0 where the mask hides
    /// @param dWeights in: `dp`; out: `ds`, 0 where the mask hides
    /// @param logSum `[s, H, P]` fp32, from [RunningSoftmax#end]
    /// @param delta `[s, H, P]` fp32
    public static void backward(
            Tensor scores,
            Tensor dWeights,
            AttentionMask mask,
            float scale,
            Tensor logSum,
            Tensor delta) {
        int block = mask.block();
        int width = scores.width();
        check(scores, mask, logSum);
        check(scores, mask, delta);
        require(dWeights, "dWeights", scores.rows(), width);
        require(dWeights, "dWeights", scores.type());
        int keyHeads = mask.heads() * block / width;
        for (int r = 0; r < scores.rows(); r++) {
            int head = r / block;
            int key = r % block;
            int first = mask.firstQuery(key);
            int end = mask.endQuery(head / keyHeads, key);
            for (int from = 0; from < width; from += block) {
                long at = (long) r * width + from;
                long query = (long) head * width + from;
                backwardRow(
                        scores.storage(),
                        scores.address(at),
                        dWeights.address(at),
                        logSum.address(query),
                        delta.address(query),
                        scale,
                        first,
                        end);
                hide(scores.storage(), scores.address(at), first, end, block);
                hide(scores.storage(), dWeights.address(at), first, end, block);
            }
        }
    }

    /// In two loops, as one would be more than the JIT inlines into a method: a vector that crosses
    /// a real call is allocated.
    private static void backwardRow(
            Storage s,
            long row,
            long dRow,
            long logSums,
            long deltas,
            float scale,
            int first,
            int end) {
        if (first < end) {
            recompute(s, row, logSums, scale * LOG2_E, first, end);
            gradient(s, row, dRow, deltas, scale, first, end);
        }
    }

    private static void check(Tensor scores, AttentionMask mask, Tensor rowValues) {
        if (mask.block() % COUNT != 0 || scores.width() % mask.block() != 0) {
            throw new IllegalArgumentException(
                    "a block of %d in %s is no multiple of %d"
                            .formatted(mask.block(), scores, COUNT));
        }
        long queries = scores.elements() / mask.block();
        if (rowValues.elements() != queries || rowValues.type() != ElementType.FLOAT32) {
            throw new IllegalArgumentException(
                    "%s does not hold an fp32 for each query of %s".formatted(rowValues, scores));
        }
    }

    private static float max(Storage s, long row, int first, int end) {
        FloatVector max = Lanes.all(Float.NEGATIVE_INFINITY);
        int j = first / COUNT * COUNT;
        if (j < first) {
            max = Lanes.larger(max, seen(s.load(row, j), j, first, end, Float.NEGATIVE_INFINITY));
            j += COUNT;
        }
        for (; j <= end - COUNT; j += COUNT) {
            max = Lanes.larger(max, s.load(row, j));
        }
        if (j < end) {
            max = Lanes.larger(max, seen(s.load(row, j), j, first, end, Float.NEGATIVE_INFINITY));
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /// `2^(c * score - shift)` in place of the scores; returns their sum.
    private static float powers(Storage s, long row, int first, int end, float c, float shift) {
        FloatVector factor = Lanes.all(c);
        FloatVector minus = Lanes.all(-shift);
        FloatVector sum = Lanes.zero();
        int j = first / COUNT * COUNT;
        if (j < first) {
            sum = edgePowers(s, row, j, first, end, factor, minus);
            j += COUNT;
        }
        for (; j <= end - COUNT; j += COUNT) {
            FloatVector p = Lanes.power2(s.load(row, j).fma(factor, minus));
            s.store(p, row, j);
            sum = sum.add(p);
        }
        if (j < end) {
            sum = sum.add(edgePowers(s, row, j, first, end, factor, minus));
        }
        return Lanes.sum(sum);
    }

    private static FloatVector edgePowers(
            Storage s, long row, int j, int first, int end, FloatVector c, FloatVector minus) {
        FloatVector p = Lanes.power2(s.load(row, j).fma(c, minus));
        FloatVector kept = seen(p, j, first, end, 0);
        s.store(kept, row, j);
        return kept;
    }

    /// `p` again, rounded as the forward pass would have left it in memory.
    private static void recompute(Storage s, long row, long logSums, float c, int first, int end) {
        FloatVector factor = Lanes.all(c);
        int j = first / COUNT * COUNT;
        if (j < first) {
            FloatVector shift = FP32.load(logSums, j).neg();
            edgePowers(s, row, j, first, end, factor, shift);
            j += COUNT;
        }
        for (; j <= end - COUNT; j += COUNT) {
            FloatVector shift = FP32.load(logSums, j).neg();
            s.store(Lanes.power2(s.load(row, j).fma(factor, shift)), row, j);
        }
        if (j < end) {
            FloatVector shift = FP32.load(logSums, j).neg();
            edgePowers(s, row, j, first, end, factor, shift);
        }
    }

    private static void gradient(
            Storage s, long weights, long dRow, long deltas, float scale, int first, int end) {
        int j = first / COUNT * COUNT;
        if (j < first) {
            edgeGradient(s, weights, dRow, deltas, scale, j, first, end);
            j += COUNT;
        }
        for (; j <= end - COUNT; j += COUNT) {
            FloatVector d = s.load(dRow, j).sub(FP32.load(deltas, j));
            s.store(d.mul(s.load(weights, j)).mul(scale), dRow, j);
        }
        if (j < end) {
            edgeGradient(s, weights, dRow, deltas, scale, j, first, end);
        }
    }

    private static void edgeGradient(
            Storage s,
            long weights,
            long dRow,
            long deltas,
            float scale,
            int j,
            int first,
            int end) {
        FloatVector d = s.load(dRow, j).sub(FP32.load(deltas, j));
        s.store(seen(d.mul(s.load(weights, j)).mul(scale), j, first, end, 0), dRow, j);
    }

    /// The lanes from `first` to `end`, and `other` in those that the mask hides.
    private static FloatVector seen(FloatVector v, int j, int first, int end, float other) {
        FloatVector hidden = Lanes.all(other);
        FloatVector before = hidden.blend(v, Lanes.floats(Math.min(COUNT, end - j)));
        return before.blend(hidden, Lanes.floats(Math.max(0, first - j)));
    }

    private static void hide(Storage s, long row, int first, int end, int block) {
        int from = first < end ? first / COUNT * COUNT : block;
        for (int j = 0; j < from; j += COUNT) {
            s.store(Lanes.zero(), row, j);
        }
        for (int j = first < end ? paddedLength(end) : block; j < block; j += COUNT) {
            s.store(Lanes.zero(), row, j);
        }
    }

    private static void accumulate(Storage s, long tile, float factor, long out, int n) {
        int j = 0;
        for (; j <= n - COUNT; j += COUNT) {
            FloatVector sum = FP32.load(out, j).mul(factor).add(s.load(tile, j));
            FP32.store(sum, out, j);
        }
        if (j < n) {
            int rest = n - j;
            FloatVector sum = FP32.load(out, j, rest).mul(factor).add(s.load(tile, j, rest));
            FP32.store(sum, out, j, rest);
        }
    }
}
