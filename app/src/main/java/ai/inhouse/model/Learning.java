package ai.inhouse.model;

import java.util.OptionalDouble;

/// How a learner moves its weights and what it keeps beside them, for a whole run.
///
/// @param matrices which rule moves the blocks' matrices; AdamW moves all else
/// @param averageDecay of the weights' moving average, if one is kept
public record Learning(Rule matrices, OptionalDouble averageDecay) {
    /// AdamW for all weights, and no average.
    public static final Learning PLAIN = new Learning(Rule.ADAMW, OptionalDouble.empty());

    public Learning {
        if (averageDecay.isPresent()
                && !(averageDecay.getAsDouble() > 0 && averageDecay.getAsDouble() < 1)) {
            throw new IllegalArgumentException("a decay of " + averageDecay.getAsDouble());
        }
    }

    /// An optimizer's.
    public enum Rule {
        ADAMW,
        MUON
    }
}
