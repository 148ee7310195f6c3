package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;
import static ai.inhouse.engine.Shapes.require;

import jdk.incubator.vector.FloatVector;

/// Root-mean-square norm over rows (Zhang and Sennrich 2019), with the residual addition before it.
/// The stream `x` is fp32; what goes into and comes out of matrix products has their type.
///
/// `r = 1 / sqrt(mean(x^2) + epsilon)`, `y = x * r * w`.
public final class RmsNorm {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    private RmsNorm() {}

    /// `sum = x + added`, and the norm of `sum`.
    ///
    /// @param x `[n, d]` fp32
    /// @param weight `[d]` fp32
    /// @param normed `[n, d]`, receives `y`
    /// @param inverse `[n]` fp32, receives `r` for the backward pass
    /// @param added `[n, d]`, what a block adds to the stream
    /// @param sum `[n, d]` fp32, receives the stream after the addition; may be `x`
    public static void forward(
            Tensor x,
            Tensor added,
            Tensor weight,
            double epsilon,
            Tensor sum,
            Tensor normed,
            Tensor inverse) {
        int n = x.rows();
        int d = x.width();
        check(x, weight, normed, inverse);
        require(added, "added", n, d);
        require(sum, "sum", n, d);
        require(sum, "sum", ElementType.FLOAT32);
        Storage s = added.storage();
        for (int i = 0; i < n; i++) {
            long at = (long) i * d;
            long row = sum.address(at);
            float r =
                    inverseRoot(
                            addSquares(s, x.address(at), added.address(at), row, d), d, epsilon);
            FP32.set(inverse.address(), i, r);
            scale(normed.storage(), row, r, weight.address(), normed.address(at), d);
        }
    }

    /// Adds to the stream's gradient what flows back through the norm: `dx += r * (dy*w - x * r^2 *
    /// mean(dy*w*x))`, and leaves a copy of the result for the matrix products that follow.
    ///
    /// @param dNormed `[n, d]`, the gradient of `y`
    /// @param dx `[n, d]` fp32, read and written
    /// @param dxCopy `[n, d]`, receives `dx`
    public static void backward(
            Tensor x, Tensor weight, Tensor inverse, Tensor dNormed, Tensor dx, Tensor dxCopy) {
        int n = x.rows();
        int d = x.width();
        check(x, weight, dNormed, inverse);
        require(dx, "dx", n, d);
        require(dxCopy, "dxCopy", n, d);
        for (int i = 0; i < n; i++) {
            long at = (long) i * d;
            backwardRow(
                    dNormed.storage(),
                    x.address(at),
                    FP32.get(inverse.address(), i),
                    weight.address(),
                    dNormed.address(at),
                    dx.address(at),
                    dxCopy.storage(),
                    dxCopy.address(at),
                    d);
        }
    }

    /// `dw = sum over rows of dy * x * r`.
    ///
    /// @param dWeight `[d]` fp32, overwritten
    public static void weightGradient(Tensor x, Tensor inverse, Tensor dNormed, Tensor dWeight) {
        int d = x.width();
        require(dNormed, "dNormed", x.rows(), d);
        require(dWeight, "dWeight", 1, d);
        require(dWeight, "dWeight", ElementType.FLOAT32);
        Elements.zero(dWeight);
        for (int i = 0; i < x.rows(); i++) {
            long at = (long) i * d;
            float r = FP32.get(inverse.address(), i);
            long dy = dNormed.address(at);
            addProduct(dNormed.storage(), x.address(at), r, dy, dWeight.address(), d);
        }
    }

    private static void check(Tensor x, Tensor weight, Tensor normed, Tensor inverse) {
        require(x, "x", ElementType.FLOAT32);
        require(weight, "weight", 1, x.width());
        require(weight, "weight", ElementType.FLOAT32);
        require(normed, "normed", x.rows(), x.width());
        require(inverse, "inverse", 1, x.rows());
        require(inverse, "inverse", ElementType.FLOAT32);
    }

    private static float inverseRoot(float squares, int d, double epsilon) {
        return (float) (1 / Math.sqrt(squares / d + epsilon));
    }

    private static float addSquares(Storage s, long x, long y, long out, int d) {
        FloatVector sum = Lanes.zero();
        int j = 0;
        for (; j <= d - COUNT; j += COUNT) {
            FloatVector v = FP32.load(x, j).add(s.load(y, j));
            FP32.store(v, out, j);
            sum = v.fma(v, sum);
        }
        if (j < d) {
            FloatVector v = FP32.load(x, j, d - j).add(s.load(y, j, d - j));
            FP32.store(v, out, j, d - j);
            sum = v.fma(v, sum);
        }
        return Lanes.sum(sum);
    }

    private static void scale(Storage s, long x, float r, long w, long out, int d) {
        int j = 0;
        for (; j <= d - COUNT; j += COUNT) {
            s.store(FP32.load(x, j).mul(r).mul(FP32.load(w, j)), out, j);
        }
        if (j < d) {
            int rest = d - j;
            s.store(FP32.load(x, j, rest).mul(r).mul(FP32.load(w, j, rest)), out, j, rest);
        }
    }

    private static void backwardRow(
            Storage s,
            long x,
            float r,
            long w,
            long dy,
            long dx,
            Storage copyStorage,
            long copy,
            int d) {
        FloatVector dot = Lanes.zero();
        int j = 0;
        for (; j <= d - COUNT; j += COUNT) {
            dot = s.load(dy, j).mul(FP32.load(w, j)).fma(FP32.load(x, j), dot);
        }
        if (j < d) {
            int rest = d - j;
            dot = s.load(dy, j, rest).mul(FP32.load(w, j, rest)).fma(FP32.load(x, j, rest), dot);
        }
        float c = Lanes.sum(dot) * r * r * r / d;
        j = 0;
        for (; j <= d - COUNT; j += COUNT) {
            FloatVector g = s.load(dy, j).mul(FP32.load(w, j)).mul(r);
            g = g.sub(FP32.load(x, j).mul(c)).add(FP32.load(dx, j));
            FP32.store(g, dx, j);
            copyStorage.store(g, copy, j);
        }
        if (j < d) {
            int rest = d - j;
            FloatVector g = s.load(dy, j, rest).mul(FP32.load(w, j, rest)).mul(r);
            g = g.sub(FP32.load(x, j, rest).mul(c)).add(FP32.load(dx, j, rest));
            FP32.store(g, dx, j, rest);
            copyStorage.store(g, copy, j, rest);
        }
    }

    private static void addProduct(Storage s, long x, float r, long dy, long dw, int d) {
        int j = 0;
        for (; j <= d - COUNT; j += COUNT) {
            FloatVector g = s.load(dy, j).mul(r).fma(FP32.load(x, j), FP32.load(dw, j));
            FP32.store(g, dw, j);
        }
        if (j < d) {
            int rest = d - j;
            FloatVector v = s.load(dy, j, rest).mul(r);
            v = v.fma(FP32.load(x, j, rest), FP32.load(dw, j, rest));
            FP32.store(v, dw, j, rest);
        }
    }
}
