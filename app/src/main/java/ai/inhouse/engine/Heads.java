package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;
import static ai.inhouse.engine.Shapes.require;

import jdk.incubator.vector.FloatVector;

/// Between rows of tokens, as linear layers see them, and heads, as attention sees them. Rotary
/// position embedding (Su et al. 2021, in the half-split form of Hugging Face's checkpoints) is
/// applied on the way.
///
/// `B` blocks of `T` tokens; `H` query heads and `KV` key and value heads of size `hd`. A row of
/// `qkv` holds `H` queries, `KV` keys and `KV` values. Query heads that share a key head are
/// neighbours, so `[B, H, T, hd]` is also `[B * KV, H/KV * T, hd]`: no key is ever repeated.
public final class Heads {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    private Heads() {}

    /// @param qkv `[B, T, (H + 2 KV) * hd]`
    /// @param positions `[B * T]`: the angle of each row
    /// @param q `[B, H, T, hd]`, receives rotated queries
    /// @param k `[B, KV, T, hd]`, receives rotated keys
    /// @param v `[B, KV, T, hd]`, receives values
    public static void split(
            Tensor qkv, Rotary rotary, int[] positions, Tensor q, Tensor k, Tensor v) {
        check(qkv, positions, q, k, v);
        require(qkv, "qkv", q.type());
        Move move = new Move(qkv.storage(), qkv.storage(), rotary, true);
        move.all(qkv, positions, q, k, v);
    }

    /// The transpose of [#split]: gathers gradients of heads into those of rows.
    ///
    /// @param dQ like `q`; it, `dK` and `dV` have one type, which need not be that of `dQkv`
    /// @param dQkv overwritten
    public static void join(
            Tensor dQ, Tensor dK, Tensor dV, Rotary rotary, int[] positions, Tensor dQkv) {
        check(dQkv, positions, dQ, dK, dV);
        Move move = new Move(dQ.storage(), dQkv.storage(), rotary, false);
        move.all(dQkv, positions, dQ, dK, dV);
    }

    private static void check(Tensor qkv, int[] positions, Tensor q, Tensor k, Tensor v) {
        int width = (q.size(1) + 2 * k.size(1)) * q.size(3);
        require(qkv, "qkv", (long) q.size(0) * q.size(2), width);
        require(qkv, "qkv", positions.length, width);
        require(v, "v", k.rows(), k.width());
        require(v, "v", q.type());
        require(k, "k", (long) q.size(0) * k.size(1) * q.size(2), q.size(3));
        require(k, "k", q.type());
    }

    /// From rows to heads or back.
    private record Move(Storage from, Storage to, Rotary rotary, boolean toHeads) {
        void all(Tensor qkv, int[] positions, Tensor q, Tensor k, Tensor v) {
            int length = q.size(2);
            int size = q.size(3);
            long bytes = (long) size * qkv.type().bytes();
            for (int row = 0; row < qkv.rows(); row++) {
                int block = row / length;
                int t = row % length;
                long at = qkv.address((long) row * qkv.width());
                at = turn(at, bytes, q, block, t, positions[row]);
                at = turn(at, bytes, k, block, t, positions[row]);
                for (int head = 0; head < v.size(1); head++, at += bytes) {
                    long there = head(v, block, head, t);
                    copy(from, toHeads ? at : there, to, toHeads ? there : at, size);
                }
            }
        }

        /// Rotates one token's heads; returns where its row goes on.
        private long turn(long row, long bytes, Tensor heads, int block, int t, int position) {
            long cosines = rotary.cosines(position);
            long sines = rotary.sines(position);
            int half = heads.width() / 2;
            long at = row;
            for (int head = 0; head < heads.size(1); head++, at += bytes) {
                long there = head(heads, block, head, t);
                rotate(toHeads ? at : there, toHeads ? there : at, cosines, sines, half);
            }
            return at;
        }

        /// The transpose of a rotation is the rotation by the opposite angle.
        private void rotate(long in, long out, long cosines, long sines, int half) {
            float direction = toHeads ? 1 : -1;
            int j = 0;
            for (; j <= half - COUNT; j += COUNT) {
                FloatVector a = from.load(in, j);
                FloatVector b = from.load(in, half + j);
                FloatVector cos = FP32.load(cosines, j);
                FloatVector sin = FP32.load(sines, j).mul(direction);
                to.store(a.mul(cos).sub(b.mul(sin)), out, j);
                to.store(b.mul(cos).add(a.mul(sin)), out, half + j);
            }
            if (j < half) {
                int rest = half - j;
                FloatVector a = from.load(in, j, rest);
                FloatVector b = from.load(in, half + j, rest);
                FloatVector cos = FP32.load(cosines, j, rest);
                FloatVector sin = FP32.load(sines, j, rest).mul(direction);
                to.store(a.mul(cos).sub(b.mul(sin)), out, j, rest);
                to.store(b.mul(cos).add(a.mul(sin)), out, half + j, rest);
            }
        }
    }

    /// Brings attention's outputs back to rows and divides them by the softmax's sums.
    ///
    /// @param outputs `[B, H, T, hd]`, of either type
    /// @param inverse `[B, H, T]` fp32, from [RunningSoftmax#end]
    /// @param rows `[B, T, H * hd]`, overwritten
    public static void merge(Tensor outputs, Tensor inverse, Tensor rows) {
        check(outputs, inverse, rows);
        int length = outputs.size(2);
        int size = outputs.size(3);
        for (int row = 0; row < rows.rows(); row++) {
            for (int head = 0; head < outputs.size(1); head++) {
                long index = index(outputs, row / length, head, row % length);
                float factor = FP32.get(inverse.address(), index);
                long in = outputs.address(index * size);
                long out = rows.address(((long) row * outputs.size(1) + head) * size);
                scale(outputs.storage(), in, factor, rows.storage(), out, size);
            }
        }
    }

    /// The gradient of [#merge] but for the division, and with it what the softmax's backward pass
    /// needs of the outputs.
    ///
    /// @param dRows `[B, T, H * hd]`
    /// @param rows `[B, T, H * hd]`, the outputs
    /// @param dOutputs `[B, H, T, hd]`, overwritten with the rows' gradients
    /// @param delta `[B, H, T]` fp32, receives the dot product of each head's output and gradient
    public static void unmerge(Tensor dRows, Tensor rows, Tensor dOutputs, Tensor delta) {
        check(dOutputs, delta, dRows);
        require(dOutputs, "dOutputs", dRows.type());
        require(rows, "rows", dRows.rows(), dRows.width());
        int length = dOutputs.size(2);
        int size = dOutputs.size(3);
        Storage s = rows.storage();
        for (int row = 0; row < rows.rows(); row++) {
            for (int head = 0; head < dOutputs.size(1); head++) {
                long index = index(dOutputs, row / length, head, row % length);
                long at = ((long) row * dOutputs.size(1) + head) * size;
                copy(s, dRows.address(at), s, dOutputs.address(index * size), size);
                float dot = dot(s, dRows.address(at), rows.address(at), size);
                FP32.set(delta.address(), index, dot);
            }
        }
    }

    private static void check(Tensor heads, Tensor perHead, Tensor rows) {
        int width = heads.size(1) * heads.size(3);
        require(rows, "rows", (long) heads.size(0) * heads.size(2), width);
        require(perHead, "perHead", (long) heads.size(0) * heads.size(1), heads.size(2));
        require(perHead, "perHead", ElementType.FLOAT32);
    }

    private static long index(Tensor heads, int sequence, int head, int t) {
        return ((long) sequence * heads.size(1) + head) * heads.size(2) + t;
    }

    private static long head(Tensor heads, int sequence, int head, int t) {
        return heads.address(index(heads, sequence, head, t) * heads.size(3));
    }

    private static void copy(Storage from, long in, Storage to, long out, int n) {
        int j = 0;
        for (; j <= n - COUNT; j += COUNT) {
            to.store(from.load(in, j), out, j);
        }
        if (j < n) {
            to.store(from.load(in, j, n - j), out, j, n - j);
        }
    }

    private static void scale(Storage from, long in, float factor, Storage to, long out, int n) {
        int j = 0;
        for (; j <= n - COUNT; j += COUNT) {
            to.store(from.load(in, j).mul(factor), out, j);
        }
        if (j < n) {
            to.store(from.load(in, j, n - j).mul(factor), out, j, n - j);
        }
    }

    private static float dot(Storage s, long a, long b, int n) {
        FloatVector sum = Lanes.zero();
        int j = 0;
        for (; j <= n - COUNT; j += COUNT) {
            sum = s.load(a, j).fma(s.load(b, j), sum);
        }
        if (j < n) {
            sum = s.load(a, j, n - j).fma(s.load(b, j, n - j), sum);
        }
        return Lanes.sum(sum);
    }
}
