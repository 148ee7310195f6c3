package ai.inhouse.alignment.rollout;

import java.util.List;

/// What a step asks, and which part of its answers is to be learned from now.
///
/// @param micro counts from 0 to `micros - 1`
/// @param seed of the step's answers
public record RolloutBatch(long step, int micro, int micros, List<EncodedPrompt> asked, long seed) {
    public RolloutBatch {
        asked = List.copyOf(asked);
    }

    public boolean isFirst() {
        return micro == 0;
    }

    public boolean isLast() {
        return micro == micros - 1;
    }
}
