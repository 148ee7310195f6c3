package ai.inhouse.inference;

import jdk.incubator.vector.FloatVector;

/// The innermost products: one panel's unpacked columns times a few tokens, all sums in registers.
/// The tile of six tokens by two vectors needs 12 + 3 registers, as many as AVX2 has.
final class Tiles {
    /// Tokens in the larger tile.
    static final int TOKENS = 6;

    private Tiles() {}

    /// Adds the products of one block of columns: `y[t] += scale * (w x[t])` for six tokens.
    ///
    /// @param from first column of the block, in the scratch and after `xAt`
    /// @param s where the block's scales begin in the scratch
    /// @param xAt the first token's column 0
    /// @param yAt the first token's first row of the panel
    static void six(
            PackedMatrix.Scratch scratch,
            int from,
            int to,
            int s,
            Activations x,
            int xAt,
            Activations y,
            int yAt) {
        FloatVector a0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector b0 = a0;
        FloatVector a1 = a0;
        FloatVector b1 = a0;
        FloatVector a2 = a0;
        FloatVector b2 = a0;
        FloatVector a3 = a0;
        FloatVector b3 = a0;
        FloatVector a4 = a0;
        FloatVector b4 = a0;
        FloatVector a5 = a0;
        FloatVector b5 = a0;
        float[] w = scratch.weights;
        float[] v = x.values;
        int stride = x.stride;
        for (int k = from; k < to; k++) {
            FloatVector wa = FloatVector.fromArray(Lanes.FLOAT, w, k * Lanes.PANEL);
            FloatVector wb = FloatVector.fromArray(Lanes.FLOAT, w, k * Lanes.PANEL + Lanes.COUNT);
            int i = xAt + k;
            FloatVector x0 = FloatVector.broadcast(Lanes.FLOAT, v[i]);
            a0 = wa.fma(x0, a0);
            b0 = wb.fma(x0, b0);
            FloatVector x1 = FloatVector.broadcast(Lanes.FLOAT, v[i + stride]);
            a1 = wa.fma(x1, a1);
            b1 = wb.fma(x1, b1);
            FloatVector x2 = FloatVector.broadcast(Lanes.FLOAT, v[i + 2 * stride]);
            a2 = wa.fma(x2, a2);
            b2 = wb.fma(x2, b2);
            FloatVector x3 = FloatVector.broadcast(Lanes.FLOAT, v[i + 3 * stride]);
            a3 = wa.fma(x3, a3);
            b3 = wb.fma(x3, b3);
            FloatVector x4 = FloatVector.broadcast(Lanes.FLOAT, v[i + 4 * stride]);
            a4 = wa.fma(x4, a4);
            b4 = wb.fma(x4, b4);
            FloatVector x5 = FloatVector.broadcast(Lanes.FLOAT, v[i + 5 * stride]);
            a5 = wa.fma(x5, a5);
            b5 = wb.fma(x5, b5);
        }
        float[] sums = scratch.sums;
        a0.intoArray(sums, 0);
        b0.intoArray(sums, Lanes.COUNT);
        a1.intoArray(sums, 2 * Lanes.COUNT);
        b1.intoArray(sums, 3 * Lanes.COUNT);
        a2.intoArray(sums, 4 * Lanes.COUNT);
        b2.intoArray(sums, 5 * Lanes.COUNT);
        a3.intoArray(sums, 6 * Lanes.COUNT);
        b3.intoArray(sums, 7 * Lanes.COUNT);
        a4.intoArray(sums, 8 * Lanes.COUNT);
        b4.intoArray(sums, 9 * Lanes.COUNT);
        a5.intoArray(sums, 10 * Lanes.COUNT);
        b5.intoArray(sums, 11 * Lanes.COUNT);
        add(scratch, TOKENS, s, y, yAt);
    }

    /// As [#six], for the one or two tokens that remain.
    static void two(
            PackedMatrix.Scratch scratch,
            int from,
            int to,
            int s,
            Activations x,
            int xAt,
            Activations y,
            int yAt) {
        FloatVector a0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector b0 = a0;
        FloatVector a1 = a0;
        FloatVector b1 = a0;
        float[] w = scratch.weights;
        for (int k = from; k < to; k++) {
            FloatVector wa = FloatVector.fromArray(Lanes.FLOAT, w, k * Lanes.PANEL);
            FloatVector wb = FloatVector.fromArray(Lanes.FLOAT, w, k * Lanes.PANEL + Lanes.COUNT);
            FloatVector x0 = FloatVector.broadcast(Lanes.FLOAT, x.values[xAt + k]);
            a0 = wa.fma(x0, a0);
            b0 = wb.fma(x0, b0);
            FloatVector x1 = FloatVector.broadcast(Lanes.FLOAT, x.values[xAt + x.stride + k]);
            a1 = wa.fma(x1, a1);
            b1 = wb.fma(x1, b1);
        }
        a0.intoArray(scratch.sums, 0);
        b0.intoArray(scratch.sums, Lanes.COUNT);
        a1.intoArray(scratch.sums, 2 * Lanes.COUNT);
        b1.intoArray(scratch.sums, 3 * Lanes.COUNT);
        add(scratch, 2, s, y, yAt);
    }

    /// `y[t] += scale * sum[t]`, for both vectors of a panel. The sums go through memory because a
    /// method that also did this would be too large for the compiler to keep vectors in registers.
    private static void add(
            PackedMatrix.Scratch scratch, int tokens, int s, Activations y, int yAt) {
        FloatVector a = FloatVector.fromArray(Lanes.FLOAT, scratch.scales, s);
        FloatVector b = FloatVector.fromArray(Lanes.FLOAT, scratch.scales, s + Lanes.COUNT);
        for (int t = 0; t < tokens; t++) {
            int at = yAt + t * y.stride;
            int sum = t * Lanes.PANEL;
            FloatVector.fromArray(Lanes.FLOAT, scratch.sums, sum)
                    .fma(a, FloatVector.fromArray(Lanes.FLOAT, y.values, at))
                    .intoArray(y.values, at);
            FloatVector.fromArray(Lanes.FLOAT, scratch.sums, sum + Lanes.COUNT)
                    .fma(b, FloatVector.fromArray(Lanes.FLOAT, y.values, at + Lanes.COUNT))
                    .intoArray(y.values, at + Lanes.COUNT);
        }
    }
}
