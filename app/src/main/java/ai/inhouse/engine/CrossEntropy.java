package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;

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
            double logSum = LogitRows.logSum(s, row, width);
            loss -= weight * (logit - logSum);
            gradient(s, row, width, (float) logSum, weight);
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

    private static void gradient(Storage s, long row, int width, float logSum, float weight) {
        int j = 0;
        for (; j <= width - COUNT; j += COUNT) {
            s.store(Lanes.exp(s.load(row, j).sub(logSum)).mul(weight), row, j);
        }
        if (j < width) {
            int rest = width - j;
            s.store(Lanes.exp(s.load(row, j, rest).sub(logSum)).mul(weight), row, j, rest);
        }
    }
}
