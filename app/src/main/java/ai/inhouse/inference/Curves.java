package ai.inhouse.inference;

import ai.inhouse.base.InhouseException;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The functions between the matrices: norms, the exponential and what is made of it. Rows are as
/// wide as whole vectors, filled up with zeros.
///
/// All are made of operations whose rounding is defined, so that they give the same bits whether
/// the machine interprets or has compiled them.
///
/// Here as in all kernels no method takes or gives a single vector unless it is tiny: one that is
/// not compiled into its caller would put each vector on the heap.
final class Curves {
    private static final VectorSpecies<Float> FLOAT = Lanes.FLOAT;
    private static final float LOG2_E = 1.442695f;
    private static final float LN2_HIGH = 0.6933594f;
    private static final float LN2_LOW = -2.12194440e-4f;

    /// Added and taken away again, it rounds to a whole number.
    private static final float ROUNDER = 0x1.8p23f;

    /// Beyond these e^x is no normal fp32.
    private static final float LEAST = -87f;

    private static final float GREATEST = 88f;

    /// `2 sqrt(2 / pi)`
    private static final float GELU_LINEAR = 1.5957692f;

    private static final float GELU_CUBIC = GELU_LINEAR * 0.044715f;

    private Curves() {}

    /// `x = e^(x * scale + shift)` to two units in the last place, for whole vectors; 0 where the
    /// exponent is below -87. The polynomial is that of Cephes' `expf` (S. Moshier) over `[-ln 2 /
    /// 2, ln 2 / 2]`.
    static void exp(float[] x, int from, int to, float scale, float shift) {
        for (int i = from; i < to; i += Lanes.COUNT) {
            FloatVector v = FloatVector.fromArray(FLOAT, x, i).mul(scale).add(shift);
            FloatVector bounded = v.max(LEAST).min(GREATEST);
            FloatVector shifted = bounded.mul(LOG2_E).add(ROUNDER);
            FloatVector n = shifted.sub(ROUNDER);
            FloatVector r = n.fma(FloatVector.broadcast(FLOAT, -LN2_HIGH), bounded);
            r = n.fma(FloatVector.broadcast(FLOAT, -LN2_LOW), r);
            FloatVector p = FloatVector.broadcast(FLOAT, 0.00019875691f);
            p = p.fma(r, FloatVector.broadcast(FLOAT, 0.0013981999f));
            p = p.fma(r, FloatVector.broadcast(FLOAT, 0.008333452f));
            p = p.fma(r, FloatVector.broadcast(FLOAT, 0.041665796f));
            p = p.fma(r, FloatVector.broadcast(FLOAT, 0.16666666f));
            p = p.fma(r, FloatVector.broadcast(FLOAT, 0.5f));
            p = p.fma(r.mul(r), r).add(1f);
            // The low bits of `shifted` are n: in the exponent's place they multiply by 2^n.
            IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
            FloatVector power = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
            power.blend(0f, v.compare(VectorOperators.LT, LEAST)).intoArray(x, i);
        }
    }

    /// `y = x / sqrt(mean(x^2) + epsilon) * weight` (Zhang and Sennrich 2019).
    ///
    /// @param width elements that count; those up to whole vectors are zero
    static void rmsNorm(
            float[] x, int xAt, float[] y, int yAt, int width, float[] weight, float epsilon) {
        float mean = sumOfSquares(x, xAt, xAt + Lanes.roundUp(width)) / width;
        float factor = (float) (1 / Math.sqrt(mean + epsilon));
        for (int i = 0; i < width; i += Lanes.COUNT) {
            FloatVector.fromArray(FLOAT, x, xAt + i)
                    .mul(factor)
                    .mul(FloatVector.fromArray(FLOAT, weight, i))
                    .intoArray(y, yAt + i);
        }
    }

    /// `gate = gate / (1 + e^-gate) * up` (SwiGLU, Shazeer 2020), for whole vectors; changes `up`.
    static void swiGlu(float[] gate, float[] up, int from, int to) {
        for (int i = from; i < to; i += Lanes.COUNT) {
            FloatVector.fromArray(FLOAT, gate, i)
                    .mul(FloatVector.fromArray(FLOAT, up, i))
                    .intoArray(up, i);
        }
        exp(gate, from, to, -1, 0);
        for (int i = from; i < to; i += Lanes.COUNT) {
            FloatVector.fromArray(FLOAT, up, i)
                    .div(FloatVector.fromArray(FLOAT, gate, i).add(1f))
                    .intoArray(gate, i);
        }
    }

    /// As [#swiGlu] with GELU by its tanh: `gate = up * gate * sigmoid(k)`, `k = 2 sqrt(2 / pi)
    /// (gate + 0.044715 gate^3)`.
    static void geGlu(float[] gate, float[] up, int from, int to) {
        for (int i = from; i < to; i += Lanes.COUNT) {
            FloatVector g = FloatVector.fromArray(FLOAT, gate, i);
            g.mul(FloatVector.fromArray(FLOAT, up, i)).intoArray(up, i);
            g.mul(g).mul(GELU_CUBIC).add(GELU_LINEAR).mul(g).intoArray(gate, i);
        }
        exp(gate, from, to, -1, 0);
        for (int i = from; i < to; i += Lanes.COUNT) {
            FloatVector.fromArray(FLOAT, up, i)
                    .div(FloatVector.fromArray(FLOAT, gate, i).add(1f))
                    .intoArray(gate, i);
        }
    }

    /// `sum += x / sqrt(mean(x^2) + epsilon) * weight`; overwrites `x`.
    ///
    /// @param n elements of `x` from `at`, and of `sum` from `to`
    static void addNormed(
            float[] x, int at, int n, float[] weight, float epsilon, float[] sum, int to) {
        rmsNorm(x, at, x, at, n, weight, epsilon);
        for (int i = 0; i < Lanes.roundUp(n); i += Lanes.COUNT) {
            FloatVector.fromArray(FLOAT, sum, to + i)
                    .add(FloatVector.fromArray(FLOAT, x, at + i))
                    .intoArray(sum, to + i);
        }
    }

    /// `x = e^(x - max(x))`. Up to whole vectors the array is overwritten with zeros.
    ///
    /// @return the sum, at least 1
    static float softmaxNumerators(float[] x, int n) {
        int end = Lanes.roundUp(n);
        Arrays.fill(x, n, end, Float.NEGATIVE_INFINITY);
        exp(x, 0, end, 1, -max(x, 0, end));
        return sum(x, 0, end);
    }

    /// The sum of whole vectors, in four parts that can be added at the same time. A vector's own
    /// sum of its lanes would do it in an order that is not defined.
    static float sum(float[] x, int from, int to) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = from; i < to; i += 4) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /// As [#sum], of the squares.
    private static float sumOfSquares(float[] x, int from, int to) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = from; i < to; i += 4) {
            s0 += x[i] * x[i];
            s1 += x[i + 1] * x[i + 1];
            s2 += x[i + 2] * x[i + 2];
            s3 += x[i + 3] * x[i + 3];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /// The greatest of whole vectors.
    private static float max(float[] x, int from, int to) {
        FloatVector greatest = FloatVector.broadcast(FLOAT, Float.NEGATIVE_INFINITY);
        for (int i = from; i < to; i += Lanes.COUNT) {
            greatest = greatest.max(FloatVector.fromArray(FLOAT, x, i));
        }
        return greatest.reduceLanes(VectorOperators.MAX);
    }

    /// The index of the greatest, the first of equals.
    static int argMax(float[] x, int at, int n) {
        int whole = FLOAT.loopBound(n);
        float greatest = max(x, at, at + whole);
        for (int i = whole; i < n; i++) {
            greatest = Math.max(greatest, x[at + i]);
        }
        for (int i = 0; i < n; i++) {
            if (x[at + i] == greatest) {
                return i;
            }
        }
        throw InhouseException.badInput(
                "generating",
                "the model's output",
                "it is not a number",
                "The weights are damaged or their training diverged: use an earlier checkpoint.");
    }

    /// `log(sum(e^x))`, without overflow. Overwrites `x`.
    static double logSumExp(float[] x, int at, int n) {
        int whole = FLOAT.loopBound(n);
        float greatest = x[at + argMax(x, at, n)];
        exp(x, at, at + whole, 1, -greatest);
        double sum = sum(x, at, at + whole);
        for (int i = whole; i < n; i++) {
            sum += Math.exp(x[at + i] - greatest);
        }
        return greatest + Math.log(sum);
    }
}
