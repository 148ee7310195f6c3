package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;

/// The gated activation `a = silu(g) * u`, `silu(g) = g * sigmoid(g)` (Shazeer 2020), on rows that
/// hold `g` and `u` one after the other.
public final class SwiGlu {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    private SwiGlu() {}

    /// @param gateUp `[n, 2f]`
    /// @param activation `[n, f]`, receives `a`
    public static void forward(Tensor gateUp, Tensor activation) {
        GatedRows.forward(gateUp, activation, SwiGlu::forwardRow);
    }

    /// Recomputes `a` (cheaper than keeping it) and turns `gateUp` into its own gradient: `du = da
    /// * silu(g)`, `dg = da * u * sigmoid(g) * (1 + g - silu(g))`.
    ///
    /// @param gateUp `[n, 2f]`, overwritten with its gradient
    /// @param dActivation `[n, f]`, `da`
    /// @param activation `[n, f]`, receives `a`
    /// @param scratch `[f]` fp32
    public static void backward(
            Tensor gateUp, Tensor dActivation, Tensor activation, Tensor scratch) {
        GatedRows.backward(
                gateUp,
                dActivation,
                activation,
                scratch,
                SwiGlu::recomputeRow,
                SwiGlu::gradientRow);
    }

    private static void forwardRow(Storage s, long gateUp, long out, int f) {
        int j = 0;
        for (; j <= f - COUNT; j += COUNT) {
            FloatVector g = s.load(gateUp, j);
            s.store(silu(g, Lanes.sigmoid(g)).mul(s.load(gateUp, f + j)), out, j);
        }
        if (j < f) {
            int rest = f - j;
            FloatVector g = s.load(gateUp, j, rest);
            FloatVector a = silu(g, Lanes.sigmoid(g)).mul(s.load(gateUp, f + j, rest));
            s.store(a, out, j, rest);
        }
    }

    /// The activation again, and its sigmoids for the gradient. In two loops, as one would be more
    /// than the JIT inlines into a method: a vector that crosses a real call is allocated.
    private static void recomputeRow(Storage s, long gateUp, long out, long sigmoids, int f) {
        int j = 0;
        for (; j <= f - COUNT; j += COUNT) {
            FloatVector g = s.load(gateUp, j);
            FloatVector sigmoid = Lanes.sigmoid(g);
            FP32.store(sigmoid, sigmoids, j);
            s.store(silu(g, sigmoid).mul(s.load(gateUp, f + j)), out, j);
        }
        if (j < f) {
            int rest = f - j;
            FloatVector g = s.load(gateUp, j, rest);
            FloatVector sigmoid = Lanes.sigmoid(g);
            FP32.store(sigmoid, sigmoids, j, rest);
            s.store(silu(g, sigmoid).mul(s.load(gateUp, f + j, rest)), out, j, rest);
        }
    }

    private static void gradientRow(Storage s, long gateUp, long dOut, long sigmoids, int f) {
        int j = 0;
        for (; j <= f - COUNT; j += COUNT) {
            FloatVector g = s.load(gateUp, j);
            FloatVector u = s.load(gateUp, f + j);
            FloatVector d = s.load(dOut, j);
            FloatVector sigmoid = FP32.load(sigmoids, j);
            FloatVector silu = silu(g, sigmoid);
            s.store(d.mul(silu), gateUp, f + j);
            s.store(gateGradient(d, g, u, sigmoid, silu), gateUp, j);
        }
        if (j < f) {
            gradientTail(s, gateUp, dOut, sigmoids, f, j);
        }
    }

    private static void gradientTail(
            Storage s, long gateUp, long dOut, long sigmoids, int f, int j) {
        int rest = f - j;
        FloatVector g = s.load(gateUp, j, rest);
        FloatVector u = s.load(gateUp, f + j, rest);
        FloatVector d = s.load(dOut, j, rest);
        FloatVector sigmoid = FP32.load(sigmoids, j, rest);
        FloatVector silu = silu(g, sigmoid);
        s.store(d.mul(silu), gateUp, f + j, rest);
        s.store(gateGradient(d, g, u, sigmoid, silu), gateUp, j, rest);
    }

    private static FloatVector silu(FloatVector g, FloatVector sigmoid) {
        return g.mul(sigmoid);
    }

    private static FloatVector gateGradient(
            FloatVector d, FloatVector g, FloatVector u, FloatVector sigmoid, FloatVector silu) {
        return d.mul(u).mul(sigmoid).mul(g.sub(silu).add(1f));
    }
}
