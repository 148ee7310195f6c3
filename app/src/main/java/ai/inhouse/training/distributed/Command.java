package ai.inhouse.training.distributed;

import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learning;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;

/// What rank 0 tells the others to do, as it does it itself.
sealed interface Command {
    /// Begins: a model, whose weights follow.
    ///
    /// @param threads of each process
    record Model(ModelConfig config, Precision precision, int threads) implements Command {}

    record Configure(Learning learning) implements Command {}

    /// The learner's whole state follows.
    record State() implements Command {}

    /// The weights of the model that is held to follow.
    record Hold(ModelConfig config) implements Command {}

    /// Reads something off a forward pass, at each position.
    record Read(Reading reading, Batch batch) implements Command {}

    /// Forward and backward at once.
    record Learn(Batch batch) implements Command {}

    /// Backward from the last reading.
    ///
    /// @param weights of each position of the whole batch
    record Backward(Reading reading, float[] weights) implements Command {}

    record ExpectLastPass() implements Command {}

    record Step(Learner.OptimizerStep step) implements Command {}

    record ExchangeAverage() implements Command {}

    record End() implements Command {}

    /// What can be read off a forward pass.
    enum Reading {
        /// Keeps nothing.
        LOG_PROBABILITIES,
        /// The same, for a backward pass.
        FORWARD,
        DIVERGENCES,
        /// Keeps nothing.
        SCORES,
        /// The same, for a backward pass.
        FORWARD_SCORES
    }
}
