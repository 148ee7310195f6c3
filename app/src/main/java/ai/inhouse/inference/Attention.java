package ai.inhouse.inference;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Attention of one query over a sequence's cached positions (Vaswani et al. 2017), with room for
/// one thread's scores.
final class Attention {
    private static final VectorSpecies<Float> FLOAT = Lanes.FLOAT;

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

    /// `out = softmax(q K^T) V` over the positions from `first` to `positions`.
    ///
    /// @param query `[headSize]` from `queryAt`, already divided by `sqrt(headSize)`
    /// @param out `[headSize]` from `outAt`
    void attend(
            KeyValueCache cache,
            int layer,
            int head,
            int first,
            int positions,
            float[] query,
            int queryAt,
            int headSize,
            float[] out,
            int outAt) {
        KeyValuePages pool = cache.pool();
        int pages = Math.ceilDiv(positions, Lanes.PAGE);
        int firstPage = first / Lanes.PAGE;
        long keys = pool.keysAt(layer, head);
        for (int page = firstPage; page < pages; page++) {
            score(
                    pool.elements(),
                    cache.page(page),
                    keys,
                    query,
                    queryAt,
                    headSize,
                    page * Lanes.PAGE);
        }
        Arrays.fill(scores, 0, first, Float.NEGATIVE_INFINITY);
        float sum = Curves.softmaxNumerators(scores, positions);
        Arrays.fill(sums, 0);
        long values = pool.valuesAt(layer, head);
        for (int page = firstPage; page < pages; page++) {
            int from = page * Lanes.PAGE;
            int n = Math.min(Lanes.PAGE, positions - from);
            mix(pool.elements(), cache.page(page), values, pool.headStride(), from, n);
        }
        for (int i = 0; i < headSize; i++) {
            out[outAt + i] = sums[i] / sum;
        }
    }

    /// The products of the query with a page's keys.
    private void score(
            CacheElements elements,
            MemorySegment page,
            long keys,
            float[] query,
            int queryAt,
            int headSize,
            int to) {
        FloatVector s0 = FloatVector.zero(FLOAT);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        long vector = (long) Lanes.COUNT * elements.bytes();
        for (int i = 0; i < headSize; i++) {
            FloatVector q = FloatVector.broadcast(FLOAT, query[queryAt + i]);
            long at = keys + i * 4L * vector;
            s0 = elements.load(page, at).fma(q, s0);
            s1 = elements.load(page, at + vector).fma(q, s1);
            s2 = elements.load(page, at + 2 * vector).fma(q, s2);
            s3 = elements.load(page, at + 3 * vector).fma(q, s3);
        }
        s0.intoArray(scores, to);
        s1.intoArray(scores, to + Lanes.COUNT);
        s2.intoArray(scores, to + 2 * Lanes.COUNT);
        s3.intoArray(scores, to + 3 * Lanes.COUNT);
    }

    /// Adds the weighted values of a page's positions.
    private void mix(
            CacheElements elements, MemorySegment page, long values, int stride, int first, int n) {
        int at = 0;
        for (; at + 4 * Lanes.COUNT <= stride; at += 4 * Lanes.COUNT) {
            long from = values + (long) at * elements.bytes();
            mixFour(elements, page, from, stride, first, n, at);
        }
        for (; at < stride; at += Lanes.COUNT) {
            mixOne(elements, page, values + (long) at * elements.bytes(), stride, first, n, at);
        }
    }

    private void mixFour(
            CacheElements elements,
            MemorySegment page,
            long values,
            int stride,
            int first,
            int n,
            int to) {
        FloatVector s0 = FloatVector.fromArray(FLOAT, sums, to);
        FloatVector s1 = FloatVector.fromArray(FLOAT, sums, to + Lanes.COUNT);
        FloatVector s2 = FloatVector.fromArray(FLOAT, sums, to + 2 * Lanes.COUNT);
        FloatVector s3 = FloatVector.fromArray(FLOAT, sums, to + 3 * Lanes.COUNT);
        long vector = (long) Lanes.COUNT * elements.bytes();
        long row = (long) stride * elements.bytes();
        for (int i = 0; i < n; i++) {
            FloatVector p = FloatVector.broadcast(FLOAT, scores[first + i]);
            long at = values + i * row;
            s0 = elements.load(page, at).fma(p, s0);
            s1 = elements.load(page, at + vector).fma(p, s1);
            s2 = elements.load(page, at + 2 * vector).fma(p, s2);
            s3 = elements.load(page, at + 3 * vector).fma(p, s3);
        }
        s0.intoArray(sums, to);
        s1.intoArray(sums, to + Lanes.COUNT);
        s2.intoArray(sums, to + 2 * Lanes.COUNT);
        s3.intoArray(sums, to + 3 * Lanes.COUNT);
    }

    private void mixOne(
            CacheElements elements,
            MemorySegment page,
            long values,
            int stride,
            int first,
            int n,
            int to) {
        FloatVector sum = FloatVector.fromArray(FLOAT, sums, to);
        long row = (long) stride * elements.bytes();
        for (int i = 0; i < n; i++) {
            FloatVector p = FloatVector.broadcast(FLOAT, scores[first + i]);
            sum = elements.load(page, values + i * row).fma(p, sum);
        }
        sum.intoArray(sums, to);
    }
}
