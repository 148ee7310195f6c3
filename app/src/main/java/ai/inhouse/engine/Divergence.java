package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;

/// How far a model's next-token distribution lies from a reference's, `KL(reference || model)` in
/// nats, from rows of both's logits; and its gradient in place of the model's logits. It is what
/// distillation minimizes (Hinton et al. 2015, at temperature 1).
public final class Divergence {
    private Divergence() {}

    /// `out[from + i] = sum_v p(v) (log p(v) - log q(v))` for row `i`, `p` the reference's softmax
    /// and `q` the model's.
    ///
    /// @param reference `[n, V]` logits
    /// @param logits `[n, V]` the model's
    /// @param count rows that matter, from the first
    public static void of(Tensor reference, Tensor logits, int count, int from, float[] out) {
        check(reference, logits);
        for (int i = 0; i < count; i++) {
            out[from + i] = (float) of(reference, logits, i);
        }
    }

    private static double of(Tensor reference, Tensor logits, int i) {
        Storage p = reference.storage();
        Storage q = logits.storage();
        int width = logits.width();
        long pRow = LogitRows.row(reference, i);
        long qRow = LogitRows.row(logits, i);
        float pSum = (float) LogitRows.logSum(p, pRow, width);
        float qSum = (float) LogitRows.logSum(q, qRow, width);
        FloatVector sum = Lanes.zero();
        int j = 0;
        for (; j <= width - COUNT; j += COUNT) {
            FloatVector logP = p.load(pRow, j).sub(pSum);
            FloatVector ratio = logP.sub(q.load(qRow, j).sub(qSum));
            sum = Lanes.exp(logP).fma(ratio, sum);
        }
        double total = Lanes.sum(sum);
        for (; j < width; j++) {
            double logP = p.get(pRow, j) - pSum;
            total += Math.exp(logP) * (logP - (q.get(qRow, j) - qSum));
        }
        return total;
    }

    /// Turns the model's logits into the gradient of `sum_i weights[from + i] * KL_i`: `weight * (q
    /// - p)`. Rows after `count` become zero.
    ///
    /// @param reference `[n, V]` logits
    /// @param logits `[n, V]` the model's, overwritten with their gradient
    public static void gradient(
            Tensor reference, Tensor logits, int count, float[] weights, int from) {
        check(reference, logits);
        for (int i = 0; i < count; i++) {
            gradient(reference, logits, i, weights[from + i]);
        }
        LogitRows.zeroAfter(logits, count);
    }

    private static void gradient(Tensor reference, Tensor logits, int i, float weight) {
        Storage p = reference.storage();
        Storage q = logits.storage();
        int width = logits.width();
        long pRow = LogitRows.row(reference, i);
        long qRow = LogitRows.row(logits, i);
        float pSum = (float) LogitRows.logSum(p, pRow, width);
        float qSum = (float) LogitRows.logSum(q, qRow, width);
        int j = 0;
        for (; j <= width - COUNT; j += COUNT) {
            FloatVector more = Lanes.exp(q.load(qRow, j).sub(qSum));
            FloatVector less = Lanes.exp(p.load(pRow, j).sub(pSum));
            q.store(more.sub(less).mul(weight), qRow, j);
        }
        if (j < width) {
            int rest = width - j;
            FloatVector more = Lanes.exp(q.load(qRow, j, rest).sub(qSum));
            FloatVector less = Lanes.exp(p.load(pRow, j, rest).sub(pSum));
            q.store(more.sub(less).mul(weight), qRow, j, rest);
        }
    }

    private static void check(Tensor reference, Tensor logits) {
        if (reference.rows() < logits.rows() || reference.width() != logits.width()) {
            throw new IllegalArgumentException(
                    "a reference %s beside %s".formatted(reference, logits));
        }
    }
}
