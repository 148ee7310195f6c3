package ai.inhouse.alignment;

import ai.inhouse.model.Batch;

/// Pairs to be learned from together.
///
/// @param rows the `pairs` chosen answers, then as many rejected ones in the same order; weight 1
///   at the answers' tokens
/// @param reference log p of each row under the reference, in nats
/// @param share what one pair counts in the step's loss: one over the step's pairs
public record PreferenceBatch(Batch rows, double[] reference, double share) {
    public PreferenceBatch {
        if (reference.length != rows.rows() || rows.rows() % 2 != 0) {
            throw new IllegalArgumentException(
                    "%d rows and %d references".formatted(rows.rows(), reference.length));
        }
    }

    int pairs() {
        return rows.rows() / 2;
    }
}
