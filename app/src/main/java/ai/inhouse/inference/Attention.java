package ai.inhouse.inference;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Attention of one query over a sequence's cached positions (Vaswani et al. 2017), with room for
/// one thread's scores.
final class Attention {
    private static final VectorSpecies<Float> FLOAT = Lanes.FLOAT;
    private static final ByteOrder ORDER = Lanes.ORDER;
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
        Arrays.fill(sums, 0);
        long values = pool.valuesAt(layer, head);
        for (int page = 0; page < pages; page++) {
            int first = page * Lanes.PAGE;
            int n = Math.min(Lanes.PAGE, positions - first);
            mix(cache.page(page), values, pool.headStride(), first, n);
        }
        for (int i = 0; i < headSize; i++) {
            out[outAt + i] = sums[i] / sum;
        }
    }

    /// The products of the query with a page's keys.
    private void score(
            MemorySegment page, long keys, float[] query, int queryAt, int headSize, int to) {
        FloatVector s0 = FloatVector.zero(FLOAT);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        long block = (long) headSize * VECTOR_BYTES;
        for (int i = 0; i < headSize; i++) {
            FloatVector q = FloatVector.broadcast(FLOAT, query[queryAt + i]);
            long at = keys + (long) i * VECTOR_BYTES;
            FloatVector k0 = FloatVector.fromMemorySegment(FLOAT, page, at, ORDER);
            s0 = k0.fma(q, s0);
            FloatVector k1 = FloatVector.fromMemorySegment(FLOAT, page, at + block, ORDER);
            s1 = k1.fma(q, s1);
            FloatVector k2 = FloatVector.fromMemorySegment(FLOAT, page, at + 2 * block, ORDER);
            s2 = k2.fma(q, s2);
            FloatVector k3 = FloatVector.fromMemorySegment(FLOAT, page, at + 3 * block, ORDER);
            s3 = k3.fma(q, s3);
        }
        s0.intoArray(scores, to);
        s1.intoArray(scores, to + Lanes.COUNT);
        s2.intoArray(scores, to + 2 * Lanes.COUNT);
        s3.intoArray(scores, to + 3 * Lanes.COUNT);
    }

    /// Adds the weighted values of a page's positions.
    private void mix(MemorySegment page, long values, int stride, int first, int n) {
        int at = 0;
        for (; at + 4 * Lanes.COUNT <= stride; at += 4 * Lanes.COUNT) {
            mixFour(page, values + (long) at * Float.BYTES, stride, first, n, at);
        }
        for (; at < stride; at += Lanes.COUNT) {
            mixOne(page, values + (long) at * Float.BYTES, stride, first, n, at);
        }
    }

    private void mixFour(MemorySegment page, long values, int stride, int first, int n, int to) {
        FloatVector s0 = FloatVector.fromArray(FLOAT, sums, to);
        FloatVector s1 = FloatVector.fromArray(FLOAT, sums, to + Lanes.COUNT);
        FloatVector s2 = FloatVector.fromArray(FLOAT, sums, to + 2 * Lanes.COUNT);
        FloatVector s3 = FloatVector.fromArray(FLOAT, sums, to + 3 * Lanes.COUNT);
        for (int i = 0; i < n; i++) {
            FloatVector p = FloatVector.broadcast(FLOAT, scores[first + i]);
            long at = values + (long) i * stride * Float.BYTES;
            FloatVector v0 = FloatVector.fromMemorySegment(FLOAT, page, at, ORDER);
            s0 = v0.fma(p, s0);
            FloatVector v1 = FloatVector.fromMemorySegment(FLOAT, page, at + VECTOR_BYTES, ORDER);
            s1 = v1.fma(p, s1);
            FloatVector v2 =
                    FloatVector.fromMemorySegment(FLOAT, page, at + 2L * VECTOR_BYTES, ORDER);
            s2 = v2.fma(p, s2);
            FloatVector v3 =
                    FloatVector.fromMemorySegment(FLOAT, page, at + 3L * VECTOR_BYTES, ORDER);
            s3 = v3.fma(p, s3);
        }
        s0.intoArray(sums, to);
        s1.intoArray(sums, to + Lanes.COUNT);
        s2.intoArray(sums, to + 2 * Lanes.COUNT);
        s3.intoArray(sums, to + 3 * Lanes.COUNT);
    }

    private void mixOne(MemorySegment page, long values, int stride, int first, int n, int to) {
        FloatVector sum = FloatVector.fromArray(FLOAT, sums, to);
        for (int i = 0; i < n; i++) {
            FloatVector p = FloatVector.broadcast(FLOAT, scores[first + i]);
            long at = values + (long) i * stride * Float.BYTES;
            FloatVector v = FloatVector.fromMemorySegment(FLOAT, page, at, ORDER);
            sum = v.fma(p, sum);
        }
        sum.intoArray(sums, to);
    }
}
