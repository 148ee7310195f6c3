package ai.inhouse.alignment.reward;

import ai.inhouse.model.Batch;

/// Pairs for a reward model to learn from together.
///
/// @param rows the `pairs` chosen answers, then as many rejected ones in the same order, each after
///   its prompt; weight 1 at each row's last token
/// @param margins by how much each chosen answer is to be scored higher at least
/// @param share what one pair counts in the step's loss: one over the step's pairs
public record RewardBatch(Batch rows, double[] margins, double share) {
    public RewardBatch {
        if (rows.rows() != 2 * margins.length) {
            throw new IllegalArgumentException(
                    "%d rows and %d margins".formatted(rows.rows(), margins.length));
        }
    }

    int pairs() {
        return margins.length;
    }
}
