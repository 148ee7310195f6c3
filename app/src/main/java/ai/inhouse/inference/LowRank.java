package ai.inhouse.inference;

import ai.inhouse.model.Adapter;
import ai.inhouse.model.LoraTarget;
import ai.inhouse.model.ModelConfig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/// What an adapter adds to one linear layer: `y += B (A x)`, in fp32, first to the few inner values
/// `A x` (shrunk), then from them to the rows of `y` (expanded). Each sum is taken in one order,
/// whatever other tokens are computed with it.
///
/// @param inputs columns of `A`
/// @param rows of `B`
/// @param firstRow where they begin in the matrix that the engine keeps the layer in
/// @param a `[rank][inputs]`, rows filled up with zeros to whole vectors
/// @param b `[rank][rows]`: transposed, so that a vector holds rows, and with the adapter's factor
record LowRank(int rank, int inputs, int rows, int firstRow, float[] a, float[] b) {
    /// Tokens that are computed together, so that each weight is loaded once for them.
    private static final int TILE = 4;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    /// Room for the lanes of one member's sums.
    static float[] scratch() {
        return new float[2 * TILE * Lanes.COUNT];
    }

    static LowRank of(Adapter adapter, int layer, LoraTarget target) {
        ModelConfig c = adapter.config();
        int rank = adapter.lora().rank();
        int inputs = target.inputs(c);
        int rows = target.outputs(c);
        int stride = Lanes.roundUp(inputs);
        float[] a = new float[Math.multiplyExact(rank, stride)];
        float[] b = new float[Math.multiplyExact(rank, rows)];
        MemorySegment storedA = adapter.a(layer, target);
        MemorySegment storedB = adapter.b(layer, target);
        for (int k = 0; k < rank; k++) {
            MemorySegment.copy(
                    storedA, FLOAT, (long) k * inputs * Float.BYTES, a, k * stride, inputs);
            for (int row = 0; row < rows; row++) {
                b[k * rows + row] =
                        adapter.lora().scale() * storedB.getAtIndex(FLOAT, (long) row * rank + k);
            }
        }
        return new LowRank(rank, inputs, rows, firstRow(target, c), a, b);
    }

    /// Queries, keys and values are one matrix of the engine.
    private static int firstRow(LoraTarget target, ModelConfig c) {
        return switch (target) {
            case QUERY, OUT, GATE, UP, DOWN -> 0;
            case KEY -> c.queryWidth();
            case VALUE -> c.queryWidth() + c.keyValueWidth();
        };
    }

    /// Some of the tokens of a step.
    ///
    /// @param ids which, in `from` to below `to`
    record Tokens(int[] ids, int from, int to) {}

    long bytes() {
        return (long) (a.length + b.length) * Float.BYTES;
    }

    /// `u[t][k] = A[k] x[t]` for the ranks `from` to below `to`.
    ///
    /// @param x `[tokens, inputs]`
    /// @param u a row for each place in `tokens.ids`
    /// @param uAt where this layer's values begin in a row of `u`
    void shrink(
            int from, int to, Activations x, Tokens tokens, Activations u, int uAt, float[] sums) {
        int place = tokens.from;
        for (; place + TILE <= tokens.to; place += TILE) {
            for (int k = from; k < to; k += 2) {
                // An odd rank's last one is computed twice.
                int other = Math.min(k + 1, to - 1);
                four(k, other, x, tokens.ids, place, sums);
                for (int t = 0; t < TILE; t++) {
                    keep(u, u.row(place + t) + uAt, k, other, sums, 2 * t);
                }
            }
        }
        for (; place < tokens.to; place++) {
            for (int k = from; k < to; k += 2) {
                int other = Math.min(k + 1, to - 1);
                one(k, other, x, x.row(tokens.ids[place]), sums);
                keep(u, u.row(place) + uAt, k, other, sums, 0);
            }
        }
    }

    private static void keep(Activations u, int at, int k, int other, float[] sums, int vector) {
        u.values[at + k] = fold(sums, vector);
        u.values[at + other] = fold(sums, vector + 1);
    }

    private static float fold(float[] sums, int vector) {
        return Lanes.fold(FloatVector.fromArray(Lanes.FLOAT, sums, vector * Lanes.COUNT));
    }

    private void one(int k, int other, Activations x, int xAt, float[] sums) {
        int stride = Lanes.roundUp(inputs);
        FloatVector s = FloatVector.zero(Lanes.FLOAT);
        FloatVector r = s;
        for (int i = 0; i < stride; i += Lanes.COUNT) {
            FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x.values, xAt + i);
            s = v.fma(FloatVector.fromArray(Lanes.FLOAT, a, k * stride + i), s);
            r = v.fma(FloatVector.fromArray(Lanes.FLOAT, a, other * stride + i), r);
        }
        s.intoArray(sums, 0);
        r.intoArray(sums, Lanes.COUNT);
    }

    private void four(int k, int other, Activations x, int[] ids, int place, float[] sums) {
        int stride = Lanes.roundUp(inputs);
        int x0 = x.row(ids[place]);
        int x1 = x.row(ids[place + 1]);
        int x2 = x.row(ids[place + 2]);
        int x3 = x.row(ids[place + 3]);
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector r0 = s0;
        FloatVector s1 = s0;
        FloatVector r1 = s0;
        FloatVector s2 = s0;
        FloatVector r2 = s0;
        FloatVector s3 = s0;
        FloatVector r3 = s0;
        for (int i = 0; i < stride; i += Lanes.COUNT) {
            FloatVector p = FloatVector.fromArray(Lanes.FLOAT, a, k * stride + i);
            FloatVector q = FloatVector.fromArray(Lanes.FLOAT, a, other * stride + i);
            FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x.values, x0 + i);
            s0 = v.fma(p, s0);
            r0 = v.fma(q, r0);
            v = FloatVector.fromArray(Lanes.FLOAT, x.values, x1 + i);
            s1 = v.fma(p, s1);
            r1 = v.fma(q, r1);
            v = FloatVector.fromArray(Lanes.FLOAT, x.values, x2 + i);
            s2 = v.fma(p, s2);
            r2 = v.fma(q, r2);
            v = FloatVector.fromArray(Lanes.FLOAT, x.values, x3 + i);
            s3 = v.fma(p, s3);
            r3 = v.fma(q, r3);
        }
        s0.intoArray(sums, 0);
        r0.intoArray(sums, Lanes.COUNT);
        s1.intoArray(sums, 2 * Lanes.COUNT);
        r1.intoArray(sums, 3 * Lanes.COUNT);
        s2.intoArray(sums, 4 * Lanes.COUNT);
        r2.intoArray(sums, 5 * Lanes.COUNT);
        s3.intoArray(sums, 6 * Lanes.COUNT);
        r3.intoArray(sums, 7 * Lanes.COUNT);
    }

    /// `y[t][firstRow + r] += B[r] u[t]` for the rows of `y` from `from` to below `to`.
    void expand(int from, int to, Activations u, int uAt, Activations y, Tokens tokens) {
        int row = Math.max(from, firstRow) - firstRow;
        int end = Math.min(to, firstRow + rows) - firstRow;
        for (; row + Lanes.PANEL <= end; row += Lanes.PANEL) {
            int place = tokens.from;
            for (; place + TILE <= tokens.to; place += TILE) {
                expandFour(row, u, uAt, y, tokens.ids, place);
            }
            for (; place < tokens.to; place++) {
                expandOne(row, u.values, u.row(place) + uAt, y, tokens.ids[place]);
            }
        }
        for (; row < end; row++) {
            for (int place = tokens.from; place < tokens.to; place++) {
                int at = y.row(tokens.ids[place]) + firstRow + row;
                int values = u.row(place) + uAt;
                float sum = y.values[at];
                for (int k = 0; k < rank; k++) {
                    sum = Math.fma(u.values[values + k], b[k * rows + row], sum);
                }
                y.values[at] = sum;
            }
        }
    }

    private void expandOne(int row, float[] u, int uAt, Activations y, int token) {
        int at = y.row(token) + firstRow + row;
        FloatVector s = FloatVector.fromArray(Lanes.FLOAT, y.values, at);
        FloatVector r = FloatVector.fromArray(Lanes.FLOAT, y.values, at + Lanes.COUNT);
        for (int k = 0; k < rank; k++) {
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, u[uAt + k]);
            s = v.fma(FloatVector.fromArray(Lanes.FLOAT, b, k * rows + row), s);
            r = v.fma(FloatVector.fromArray(Lanes.FLOAT, b, k * rows + row + Lanes.COUNT), r);
        }
        s.intoArray(y.values, at);
        r.intoArray(y.values, at + Lanes.COUNT);
    }

    private void expandFour(int row, Activations u, int uAt, Activations y, int[] ids, int place) {
        float[] values = y.values;
        int y0 = y.row(ids[place]) + firstRow + row;
        int y1 = y.row(ids[place + 1]) + firstRow + row;
        int y2 = y.row(ids[place + 2]) + firstRow + row;
        int y3 = y.row(ids[place + 3]) + firstRow + row;
        int lanes = Lanes.COUNT;
        FloatVector s0 = FloatVector.fromArray(Lanes.FLOAT, values, y0);
        FloatVector r0 = FloatVector.fromArray(Lanes.FLOAT, values, y0 + lanes);
        FloatVector s1 = FloatVector.fromArray(Lanes.FLOAT, values, y1);
        FloatVector r1 = FloatVector.fromArray(Lanes.FLOAT, values, y1 + lanes);
        FloatVector s2 = FloatVector.fromArray(Lanes.FLOAT, values, y2);
        FloatVector r2 = FloatVector.fromArray(Lanes.FLOAT, values, y2 + lanes);
        FloatVector s3 = FloatVector.fromArray(Lanes.FLOAT, values, y3);
        FloatVector r3 = FloatVector.fromArray(Lanes.FLOAT, values, y3 + lanes);
        int at = u.row(place) + uAt;
        for (int k = 0; k < rank; k++) {
            FloatVector p = FloatVector.fromArray(Lanes.FLOAT, b, k * rows + row);
            FloatVector q = FloatVector.fromArray(Lanes.FLOAT, b, k * rows + row + lanes);
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, u.values[at + k]);
            s0 = v.fma(p, s0);
            r0 = v.fma(q, r0);
            v = FloatVector.broadcast(Lanes.FLOAT, u.values[at + u.stride + k]);
            s1 = v.fma(p, s1);
            r1 = v.fma(q, r1);
            v = FloatVector.broadcast(Lanes.FLOAT, u.values[at + 2 * u.stride + k]);
            s2 = v.fma(p, s2);
            r2 = v.fma(q, r2);
            v = FloatVector.broadcast(Lanes.FLOAT, u.values[at + 3 * u.stride + k]);
            s3 = v.fma(p, s3);
            r3 = v.fma(q, r3);
        }
        s0.intoArray(values, y0);
        r0.intoArray(values, y0 + lanes);
        s1.intoArray(values, y1);
        r1.intoArray(values, y1 + lanes);
        s2.intoArray(values, y2);
        r2.intoArray(values, y2 + lanes);
        s3.intoArray(values, y3);
        r3.intoArray(values, y3 + lanes);
    }
}
