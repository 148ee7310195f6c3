package ai.inhouse.training;

import ai.inhouse.model.Batch;

/// One micro-batch of a [Mixture].
///
/// @param part the name of its part
/// @param weight of the part's loss
public record MixedBatch(String part, Use use, double weight, Batch batch) {
    /// What a part is for.
    public enum Use {
        /// The model learns to predict it.
        LEARN,
        /// The model is held to what its reference predicts there.
        HOLD
    }
}
