package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;

/// Weights that follow others slowly (Polyak and Juditsky 1992, with exponentially falling shares),
/// and the exchange of the two. Both are fp32.
public final class MovingAverage {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    private MovingAverage() {}

    /// `average += share * (weights - average)` for elements `from` to `to`.
    public static void follow(Tensor average, Tensor weights, float share, long from, long to) {
        long j = from;
        for (; j <= to - COUNT; j += COUNT) {
            FloatVector a = FP32.load(average.address(), j);
            FloatVector w = FP32.load(weights.address(), j);
            FP32.store(w.sub(a).fma(Lanes.all(share), a), average.address(), j);
        }
        if (j < to) {
            int rest = (int) (to - j);
            FloatVector a = FP32.load(average.address(), j, rest);
            FloatVector w = FP32.load(weights.address(), j, rest);
            FP32.store(w.sub(a).fma(Lanes.all(share), a), average.address(), j, rest);
        }
    }

    /// Exchanges elements `from` to `to`.
    public static void exchange(Tensor one, Tensor other, long from, long to) {
        long j = from;
        for (; j <= to - COUNT; j += COUNT) {
            FloatVector a = FP32.load(one.address(), j);
            FP32.store(FP32.load(other.address(), j), one.address(), j);
            FP32.store(a, other.address(), j);
        }
        if (j < to) {
            int rest = (int) (to - j);
            FloatVector a = FP32.load(one.address(), j, rest);
            FP32.store(FP32.load(other.address(), j, rest), one.address(), j, rest);
            FP32.store(a, other.address(), j, rest);
        }
    }
}
