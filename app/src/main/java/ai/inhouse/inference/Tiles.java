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
        add(scratch, s, a0, b0, y, yAt);
        add(scratch, s, a1, b1, y, yAt + y.stride);
        add(scratch, s, a2, b2, y, yAt + 2 * y.stride);
        add(scratch, s, a3, b3, y, yAt + 3 * y.stride);
        add(scratch, s, a4, b4, y, yAt + 4 * y.stride);
        add(scratch, s, a5, b5, y, yAt + 5 * y.stride);
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
        add(scratch, s, a0, b0, y, yAt);
        add(scratch, s, a1, b1, y, yAt + y.stride);
    }

    /// `y += scale * sum`, for both vectors of a panel.
    private static void add(
            PackedMatrix.Scratch scratch,
            int s,
            FloatVector sumA,
            FloatVector sumB,
            Activations y,
            int at) {
        FloatVector.fromArray(Lanes.FLOAT, scratch.scales, s)
                .fma(sumA, FloatVector.fromArray(Lanes.FLOAT, y.values, at))
                .intoArray(y.values, at);
        FloatVector.fromArray(Lanes.FLOAT, scratch.scales, s + Lanes.COUNT)
                .fma(sumB, FloatVector.fromArray(Lanes.FLOAT, y.values, at + Lanes.COUNT))
                .intoArray(y.values, at + Lanes.COUNT);
    }
}
