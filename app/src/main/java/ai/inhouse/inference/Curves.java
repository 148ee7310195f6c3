package ai.inhouse.inference;

import ai.inhouse.base.InhouseException;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The functions between the matrices: norms, the exponential and what is made of it. Rows are as
/// wide as whole vectors, filled up with zeros.
///
/// Here as in all kernels no method takes or gives a single vector unless it is tiny: one that is
/// not compiled into its caller would put each vector on the heap.
final class Curves {
    private Curves() {}

    /// `x = e^(x * scale + shift)` for whole vectors.
    private static void exp(float[] x, int from, int to, float scale, float shift) {
        for (int i = from; i < to; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.FLOAT, x, i)
                    .mul(scale)
                    .add(shift)
                    .lanewise(VectorOperators.EXP)
                    .intoArray(x, i);
        }
    }

    /// `y = x / sqrt(mean(x^2) + epsilon) * weight` (Zhang and Sennrich 2019).
    ///
    /// @param width elements that count; those up to whole vectors are zero
    static void rmsNorm(
            float[] x, int xAt, float[] y, int yAt, int width, float[] weight, float epsilon) {
        FloatVector sum = FloatVector.zero(Lanes.FLOAT);
        for (int i = 0; i < width; i += Lanes.COUNT) {
            FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
            sum = v.fma(v, sum);
        }
        float mean = sum.reduceLanes(VectorOperators.ADD) / width;
        float factor = (float) (1 / Math.sqrt(mean + epsilon));
        for (int i = 0; i < width; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.FLOAT, x, xAt + i)
                    .mul(factor)
                    .mul(FloatVector.fromArray(Lanes.FLOAT, weight, i))
                    .intoArray(y, yAt + i);
        }
    }

    /// `gate = gate / (1 + e^-gate) * up` (SwiGLU, Shazeer 2020), for whole vectors; changes `up`.
    static void swiGlu(float[] gate, float[] up, int from, int to) {
        for (int i = from; i < to; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.FLOAT, gate, i)
                    .mul(FloatVector.fromArray(Lanes.FLOAT, up, i))
                    .intoArray(up, i);
        }
        exp(gate, from, to, -1, 0);
        for (int i = from; i < to; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.FLOAT, up, i)
                    .div(FloatVector.fromArray(Lanes.FLOAT, gate, i).add(1f))
                    .intoArray(gate, i);
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

    /// The sum of whole vectors.
    private static float sum(float[] x, int from, int to) {
        FloatVector sum = FloatVector.zero(Lanes.FLOAT);
        for (int i = from; i < to; i += Lanes.COUNT) {
            sum = sum.add(FloatVector.fromArray(Lanes.FLOAT, x, i));
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    /// The greatest of whole vectors.
    private static float max(float[] x, int from, int to) {
        FloatVector greatest = FloatVector.broadcast(Lanes.FLOAT, Float.NEGATIVE_INFINITY);
        for (int i = from; i < to; i += Lanes.COUNT) {
            greatest = greatest.max(FloatVector.fromArray(Lanes.FLOAT, x, i));
        }
        return greatest.reduceLanes(VectorOperators.MAX);
    }

    /// The index of the greatest, the first of equals.
    static int argMax(float[] x, int at, int n) {
        int whole = Lanes.FLOAT.loopBound(n);
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
        int whole = Lanes.FLOAT.loopBound(n);
        float greatest = x[at + argMax(x, at, n)];
        exp(x, at, at + whole, 1, -greatest);
        double sum = sum(x, at, at + whole);
        for (int i = whole; i < n; i++) {
            sum += Math.exp(x[at + i] - greatest);
        }
        return greatest + Math.log(sum);
    }
}
