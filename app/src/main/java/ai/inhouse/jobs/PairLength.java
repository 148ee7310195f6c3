package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.training.LengthPools;
import java.util.List;

/// How long an answer may be, with its prompt, to be learned from in alignment.
record PairLength(StageContext context, ModelConfig config) {
    /// More than answers mostly have; what is longer would cost the others their memory.
    private static final int MOST_TOKENS = 1024;

    int most() {
        int wanted = context.recipe().length().orElse(MOST_TOKENS);
        return LengthPools.roundedDown(Math.min(config.maxLength(), wanted));
    }

    /// @throws InhouseException if nothing is short enough
    void requireSome(List<?> learned, List<?> heldOut) {
        if (learned.isEmpty() || heldOut.isEmpty()) {
            throw InhouseException.badInput(
                    "aligning",
                    context.recipe().file(),
                    "too few of its preferences fit into %d tokens".formatted(most()),
                    "Set a larger 'length' in the recipe, or give shorter answers.");
        }
    }
}
