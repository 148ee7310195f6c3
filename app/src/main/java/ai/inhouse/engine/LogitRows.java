package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// What the losses over rows of logits share.
final class LogitRows {
    private LogitRows() {}

    static long row(Tensor logits, int i) {
        return logits.address((long) i * logits.width());
    }

    /// The logarithm of the sum of a row's exponentials.
    static double logSum(Storage s, long row, int width) {
        float max = max(s, row, width);
        FloatVector sum = Lanes.zero();
        int j = 0;
        for (; j <= width - COUNT; j += COUNT) {
            sum = sum.add(Lanes.exp(s.load(row, j).sub(max)));
        }
        double total = Lanes.sum(sum);
        for (; j < width; j++) {
            total += Math.exp(s.get(row, j) - max);
        }
        return max + Math.log(total);
    }

    static float max(Storage s, long row, int width) {
        FloatVector max = Lanes.all(Float.NEGATIVE_INFINITY);
        int j = 0;
        for (; j <= width - COUNT; j += COUNT) {
            max = Lanes.larger(max, s.load(row, j));
        }
        float largest = max.reduceLanes(VectorOperators.MAX);
        for (; j < width; j++) {
            largest = Math.max(largest, s.get(row, j));
        }
        return largest;
    }

    /// Rows that belong to no position have no gradient.
    static void zeroAfter(Tensor logits, int count) {
        for (int i = count; i < logits.rows(); i++) {
            zero(logits.storage(), row(logits, i), logits.width());
        }
    }

    private static void zero(Storage s, long row, int width) {
        int j = 0;
        for (; j <= width - COUNT; j += COUNT) {
            s.store(Lanes.zero(), row, j);
        }
        if (j < width) {
            s.store(Lanes.zero(), row, j, width - j);
        }
    }
}
