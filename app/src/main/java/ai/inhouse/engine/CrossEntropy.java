package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;

/// log p(target) from rows of logits, and its gradient in their place.
public final class CrossEntropy {
    private CrossEntropy() {}

    /// `out[from + i] = log p(targets[from + i])` under the softmax of row `i`.
    ///
    /// @param logits `[n, V]`
    /// @param count rows that matter, from the first
    public static void logProbabilities(
            Tensor logits, int count, int[] targets, int from, float[] out) {
        for (int i = 0; i < count; i++) {
            long row = LogitRows.row(logits, i);
            int target = target(logits, targets[from + i]);
            double logSum = LogitRows.logSum(logits.storage(), row, logits.width());
            out[from + i] = (float) (logits.storage().get(row, target) - logSum);
        }
    }

    /// Turns logits into the gradient of `sum_i weights[from + i] * -log p(targets[from + i])`:
    /// `weight * (softmax - one_hot(target))`. Rows after `count` become zero.
    ///
    /// @param logits `[n, V]`, overwritten with their gradient
    /// @return that sum
    public static double lossAndGradient(
            Tensor logits, int count, int[] targets, float[] weights, int from) {
        Storage s = logits.storage();
        int width = logits.width();
        double loss = 0;
        for (int i = 0; i < count; i++) {
            long row = LogitRows.row(logits, i);
            int target = target(logits, targets[from + i]);
            float weight = weights[from + i];
            float logit = s.get(row, target);
            float max = LogitRows.max(s, row, width);
            double sum = exponentials(s, row, width, max);
            double logSum = max + Math.log(sum);
            loss -= weight * (logit - logSum);
            scale(s, row, width, (float) (weight / sum));
            s.set(row, target, (float) (weight * Math.expm1(logit - logSum)));
        }
        LogitRows.zeroAfter(logits, count);
        return loss;
    }

    private static int target(Tensor logits, int target) {
        if (target < 0 || target >= logits.width()) {
            throw new IllegalArgumentException("no target %d in %s".formatted(target, logits));
        }
        return target;
    }

    /// `e^(logit - max)` in place of the logits: each is computed once, and scaled when the sum is
    /// known.
    private static double exponentials(Storage s, long row, int width, float max) {
        FloatVector sum = Lanes.zero();
        int j = 0;
        for (; j <= width - COUNT; j += COUNT) {
            FloatVector e = Lanes.exp(s.load(row, j).sub(max));
            s.store(e, row, j);
            sum = sum.add(e);
        }
        double total = Lanes.sum(sum);
        for (; j < width; j++) {
            float e = (float) Math.exp(s.get(row, j) - max);
            s.set(row, j, e);
            total += e;
        }
        return total;
    }

    private static void scale(Storage s, long row, int width, float factor) {
        int j = 0;
        for (; j <= width - COUNT; j += COUNT) {
            s.store(s.load(row, j).mul(factor), row, j);
        }
        if (j < width) {
            int rest = width - j;
            s.store(s.load(row, j, rest).mul(factor), row, j, rest);
        }
    }
}
