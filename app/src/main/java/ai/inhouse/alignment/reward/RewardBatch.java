package ai.inhouse.alignment.reward;

import ai.inhouse.model.Batch;
import java.util.Arrays;

/// Pairs for a reward model to learn from together.
///
/// @param rows the `pairs` chosen answers, then as many rejected ones in the same order, each after
///   its prompt; weight 1 at each row's last token
/// @param margins by how much each chosen answer is to be scored higher at least
/// @param shares what each pair counts in the step's loss
public record RewardBatch(Batch rows, double[] margins, double[] shares) {
    public RewardBatch {
        if (rows.rows() != 2 * margins.length || margins.length != shares.length) {
            throw new IllegalArgumentException(
                    "%d rows, %d margins and %d shares"
                            .formatted(rows.rows(), margins.length, shares.length));
        }
    }

    /// All pairs count alike.
    public RewardBatch(Batch rows, double[] margins, double share) {
        this(rows, margins, alike(margins.length, share));
    }

    private static double[] alike(int pairs, double share) {
        double[] shares = new double[pairs];
        Arrays.fill(shares, share);
        return shares;
    }

    int pairs() {
        return margins.length;
    }
}
