package ai.inhouse.inference;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Attention of one query over a sequence's cached positions (Vaswani et al. 2017), with room for
/// one thread's scores.
final class Attention {
    private static final int VECTOR_BYTES = Lanes.COUNT * Float.BYTES;

    private float[] scores = new float[Lanes.PAGE];
    private final float[] sums;

    Attention(int headSize) {
        this.sums = new float[Lanes.roundUp(headSize)];
    }

    /// Room for a sequence of so many positions.
    void reserve(int positions) {
        int pages = Math.ceilDiv(positions, Lanes.PAGE);
        if (scores.length < pages * Lanes.PAGE) {
            scores = new float[pages * 2 * Lanes.PAGE];
        }
    }

    /// `out = softmax(q K^T) V` over the first `positions` positions.
    ///
    /// @param query `[headSize]` from `queryAt`, already divided by `sqrt(headSize)`
    /// @param out `[headSize]` from `outAt`
    void attend(
            KeyValueCache cache,
            int layer,
            int head,
            int positions,
            float[] query,
            int queryAt,
            int headSize,
            float[] out,
            int outAt) {
        KeyValuePages pool = cache.pool();
        int pages = Math.ceilDiv(positions, Lanes.PAGE);
        long keys = pool.keysAt(layer, head);
        for (int page = 0; page < pages; page++) {
            score(cache.page(page), keys, query, queryAt, headSize, page * Lanes.PAGE);
        }
        float sum = Curves.softmaxNumerators(scores, positions);
        long values = pool.valuesAt(layer, head);
        int stride = pool.headStride();
        int at = 0;
        for (; at + 4 * Lanes.COUNT <= stride; at += 4 * Lanes.COUNT) {
            mixFour(cache, values + (long) at * Float.BYTES, stride, positions, at);
        }
        for (; at < stride; at += Lanes.COUNT) {
            mixOne(cache, values + (long) at * Float.BYTES, stride, positions, at);
        }
        for (int i = 0; i < headSize; i++) {
            out[outAt + i] = sums[i] / sum;
        }
    }

    /// The products of the query with a page's keys.
    private void score(
            MemorySegment page, long keys, float[] query, int queryAt, int headSize, int to) {
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        long block = (long) headSize * VECTOR_BYTES;
        for (int i = 0; i < headSize; i++) {
            FloatVector q = FloatVector.broadcast(Lanes.FLOAT, query[queryAt + i]);
            long at = keys + (long) i * VECTOR_BYTES;
            s0 = load(page, at).fma(q, s0);
            s1 = load(page, at + block).fma(q, s1);
            s2 = load(page, at + 2 * block).fma(q, s2);
            s3 = load(page, at + 3 * block).fma(q, s3);
        }
        s0.intoArray(scores, to);
        s1.intoArray(scores, to + Lanes.COUNT);
        s2.intoArray(scores, to + 2 * Lanes.COUNT);
        s3.intoArray(scores, to + 3 * Lanes.COUNT);
    }

    /// The weighted sum of the positions' values, four vectors of it.
    private void mixFour(KeyValueCache cache, long values, int stride, int positions, int to) {
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int first = 0; first < positions; first += Lanes.PAGE) {
            MemorySegment page = cache.page(first / Lanes.PAGE);
            int n = Math.min(Lanes.PAGE, positions - first);
            for (int i = 0; i < n; i++) {
                FloatVector p = FloatVector.broadcast(Lanes.FLOAT, scores[first + i]);
                long at = values + (long) i * stride * Float.BYTES;
                s0 = load(page, at).fma(p, s0);
                s1 = load(page, at + VECTOR_BYTES).fma(p, s1);
                s2 = load(page, at + 2L * VECTOR_BYTES).fma(p, s2);
                s3 = load(page, at + 3L * VECTOR_BYTES).fma(p, s3);
            }
        }
        s0.intoArray(sums, to);
        s1.intoArray(sums, to + Lanes.COUNT);
        s2.intoArray(sums, to + 2 * Lanes.COUNT);
        s3.intoArray(sums, to + 3 * Lanes.COUNT);
    }

    private void mixOne(KeyValueCache cache, long values, int stride, int positions, int to) {
        FloatVector sum = FloatVector.zero(Lanes.FLOAT);
        for (int first = 0; first < positions; first += Lanes.PAGE) {
            MemorySegment page = cache.page(first / Lanes.PAGE);
            int n = Math.min(Lanes.PAGE, positions - first);
            for (int i = 0; i < n; i++) {
                FloatVector p = FloatVector.broadcast(Lanes.FLOAT, scores[first + i]);
                sum = load(page, values + (long) i * stride * Float.BYTES).fma(p, sum);
            }
        }
        sum.intoArray(sums, to);
    }

    private static FloatVector load(MemorySegment page, long at) {
        return FloatVector.fromMemorySegment(Lanes.FLOAT, page, at, Lanes.ORDER);
    }
}
