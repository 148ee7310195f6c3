package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;
import static ai.inhouse.engine.Lanes.FLOATS;
import static ai.inhouse.engine.Shapes.require;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
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
            long at = (long) r * length;
            backwardRow(
                    scores.storage(),
                    scores.address(at),
                    dWeights.address(at),
                    r % length + 1,
                    length,
                    scale,
                    FP32.get(logSum.address(), r),
                    FP32.get(delta.address(), r));
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
            max = max.max(s.load(row, j));
        }
        VectorMask<Float> visible = FLOATS.indexInRange(j, seen);
        if (j < seen) {
            max = max.lanewise(VectorOperators.MAX, s.load(row, j), visible);
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
        if (j < seen) {
            VectorMask<Float> visible = FLOATS.indexInRange(j, seen);
            FloatVector e = Lanes.exp(s.load(row, j).sub(max).mul(scale));
            e = Lanes.zero().blend(e, visible);
            s.store(e, row, j);
            sum = sum.add(e);
            j += COUNT;
        }
        zero(s, row, j, length);
        return Lanes.sum(sum);
    }

    private static void backwardRow(
            Storage s,
            long row,
            long dRow,
            int seen,
            int length,
            float scale,
            float logSum,
            float delta) {
        int j = 0;
        for (; j <= seen - COUNT; j += COUNT) {
            FloatVector p = Lanes.exp(s.load(row, j).mul(scale).sub(logSum));
            s.store(p, row, j);
            s.store(s.load(dRow, j).sub(delta).mul(p).mul(scale), dRow, j);
        }
        if (j < seen) {
            VectorMask<Float> visible = FLOATS.indexInRange(j, seen);
            FloatVector p = Lanes.exp(s.load(row, j).mul(scale).sub(logSum));
            p = Lanes.zero().blend(p, visible);
            s.store(p, row, j);
            FloatVector d = s.load(dRow, j).sub(delta).mul(p).mul(scale);
            s.store(Lanes.zero().blend(d, visible), dRow, j);
            j += COUNT;
        }
        zero(s, row, j, length);
        zero(s, dRow, j, length);
    }

    private static void zero(Storage s, long row, int from, int to) {
        for (int j = from; j < to; j += COUNT) {
            s.store(Lanes.zero(), row, j);
        }
    }
}
