package ai.inhouse.training;

import ai.inhouse.base.Hash;

/// Where a run's batches come from: a pure function of the step, so that the position in the data
/// is the step's number and nothing else need be saved to go on from it.
///
/// @param <B> what one micro-batch is
public interface BatchSource<B> {
    /// How many micro-batches make one step; their gradients add up.
    int microBatches();

    /// How many times a step goes over its batches, each time with a step of the optimizer. More
    /// than one suits batches that are dear to make.
    default int passes() {
        return 1;
    }

    /// The same arguments always give the same batch.
    ///
    /// @param step counts from 1
    /// @param micro counts from 0
    B batch(long step, int micro);

    /// Hash of everything that decides what [#batch] returns.
    Hash fingerprint();
}
