package ai.inhouse.model;

import java.lang.foreign.MemorySegment;

/// What learners in several processes do to take the same step: each has the gradients of its own
/// rows, and all move their weights by the sum.
public interface GradientExchange {
    /// Puts in the floats' place their sum over all processes. Called for the same elements in the
    /// same order by all of them, from one thread at a time.
    void sum(MemorySegment floats);

    /// The first process's number, for what must be equal to the last bit in all of them.
    double agreed(double own);
}
