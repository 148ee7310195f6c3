package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;
import static ai.inhouse.engine.Shapes.require;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Softmax of attention scores under the causal mask. Row `r` of `[.., T]` belongs to the query at
/// position `t = r mod T` and sees keys `0` to `t`; what it may not see becomes 0.
///
/// As in flash attention (Dao 2023) the forward pass leaves the exponentials undivided, so that the
/// division falls on the `hd` outputs of a row and not on its `T` weights, and keeps of each row
/// only the logarithm of its sum: the backward pass recomputes the rest.
///
/// `T` is a multiple of the vector length: the caller pads sequences at the end, where the mask
/// hides the padding.
public final class CausalSoftmax {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    private CausalSoftmax() {}

    /// The shortest length that the kernel takes for sequences of `length`.
    public static int paddedLength(int length) {
        return (length + COUNT - 1) / COUNT * COUNT;
    }

    /// @param scores `[.., T]`, in: `q k^T`; out: `e^(scale * (s - max))`
    /// @param logSum one fp32 a row, receives `log(sum e^(scale * s))`
    /// @param inverse one fp32 a row, receives 1 / the sum of what is left in `scores`
    public static void forward(Tensor scores, float scale, Tensor logSum, Tensor inverse) {
        int length = scores.width();
        check(scores, logSum);
        check(scores, inverse);
        for (int r = 0; r < scores.rows(); r++) {
            long row = scores.address((long) r * length);
            int t = r % length;
            float max = max(scores.storage(), row, t + 1);
            float sum = exponentials(scores.storage(), row, t + 1, length, max, scale);
            FP32.set(logSum.address(), r, (float) (scale * max + Math.log(sum)));
            FP32.set(inverse.address(), r, 1 / sum);
        }
    }

    /// With `p = e^(scale * s - logSum)`: `ds = p * (dp - delta) * scale`, where `delta`, the mean
    /// of `dp` under `p`, equals the dot product of the row's output and its gradient.
    ///
    /// @param scores in: `q k^T`; out: `p`
    /// @param dWeights in: `dp`; out: `ds`
    /// @param delta one fp32 a row
    public static void backward(
            Tensor scores, Tensor dWeights, float scale, Tensor logSum, Tensor delta) {
        int length = scores.width();
        check(scores, logSum);
        check(scores, delta);
        require(dWeights, "dWeights", scores.rows(), length);
        require(dWeights, "dWeights", scores.type());
        for (int r = 0; r < scores.rows(); r++) {
            long row = scores.address((long) r * length);
            long dRow = dWeights.address((long) r * length);
            int seen = r % length + 1;
            float sum = FP32.get(logSum.address(), r);
            weights(scores.storage(), row, seen, length, scale, sum);
            float mean = FP32.get(delta.address(), r);
            gradient(scores.storage(), row, dRow, seen, length, scale, mean);
        }
    }

    private static void check(Tensor scores, Tensor rowValues) {
        if (scores.width() % COUNT != 0) {
            throw new IllegalArgumentException(
                    "the width of %s is no multiple of %d".formatted(scores, COUNT));
        }
        if (rowValues.elements() != scores.rows() || rowValues.type() != ElementType.FLOAT32) {
            throw new IllegalArgumentException(
                    "%s does not hold an fp32 for each row of %s".formatted(rowValues, scores));
        }
    }

    private static float max(Storage s, long row, int seen) {
        FloatVector max = Lanes.all(Float.NEGATIVE_INFINITY);
        int j = 0;
        for (; j <= seen - COUNT; j += COUNT) {
            max = Lanes.larger(max, s.load(row, j));
        }
        if (j < seen) {
            max = Lanes.larger(max, visible(s.load(row, j), seen - j, Float.NEGATIVE_INFINITY));
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    private static float exponentials(
            Storage s, long row, int seen, int length, float max, float scale) {
        FloatVector sum = Lanes.zero();
        int j = 0;
        for (; j <= seen - COUNT; j += COUNT) {
            FloatVector e = Lanes.exp(s.load(row, j).sub(max).mul(scale));
            s.store(e, row, j);
            sum = sum.add(e);
        }
        float total = Lanes.sum(sum);
        if (j < seen) {
            total += lastExponentials(s, row, j, seen, max, scale);
            j += COUNT;
        }
        zero(s, row, j, length);
        return total;
    }

    private static float lastExponentials(
            Storage s, long row, int j, int seen, float max, float scale) {
        FloatVector e = Lanes.exp(s.load(row, j).sub(max).mul(scale));
        e = visible(e, seen - j, 0);
        s.store(e, row, j);
        return Lanes.sum(e);
    }

    /// As the forward pass would have left `p` in memory, rounded to its type.
    private static void weights(
            Storage s, long row, int seen, int length, float scale, float logSum) {
        int j = 0;
        for (; j <= seen - COUNT; j += COUNT) {
            s.store(Lanes.exp(s.load(row, j).mul(scale).sub(logSum)), row, j);
        }
        if (j < seen) {
            FloatVector p = Lanes.exp(s.load(row, j).mul(scale).sub(logSum));
            s.store(visible(p, seen - j, 0), row, j);
            j += COUNT;
        }
        zero(s, row, j, length);
    }

    private static void gradient(
            Storage s, long weights, long dRow, int seen, int length, float scale, float delta) {
        int j = 0;
        for (; j <= seen - COUNT; j += COUNT) {
            FloatVector p = s.load(weights, j);
            s.store(s.load(dRow, j).sub(delta).mul(p).mul(scale), dRow, j);
        }
        if (j < seen) {
            FloatVector d = s.load(dRow, j).sub(delta).mul(s.load(weights, j)).mul(scale);
            s.store(visible(d, seen - j, 0), dRow, j);
            j += COUNT;
        }
        zero(s, dRow, j, length);
    }

    /// The first `count` lanes, and `other` in those that the mask hides.
    private static FloatVector visible(FloatVector v, int count, float other) {
        return Lanes.all(other).blend(v, Lanes.floats(count));
    }

    private static void zero(Storage s, long row, int from, int to) {
        for (int j = from; j < to; j += COUNT) {
            s.store(Lanes.zero(), row, j);
        }
    }
}
