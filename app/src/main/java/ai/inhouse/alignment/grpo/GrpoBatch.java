package ai.inhouse.alignment.grpo;

import java.util.List;

/// What a step asks, and which part of its answers is to be learned from now.
///
/// @param micro counts from 0 to `micros - 1`
/// @param seed of the step's answers
public record GrpoBatch(long step, int micro, int micros, List<EncodedPrompt> asked, long seed) {
    public GrpoBatch {
        asked = List.copyOf(asked);
    }

    boolean isLast() {
        return micro == micros - 1;
    }
}
