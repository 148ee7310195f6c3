package ai.inhouse.jobs;

import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.LoraLearner;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;

/// A learner after its training, and the weights that it stands for.
record Tuned(Learner learner, Weights masters, Training.Outcome outcome) implements AutoCloseable {
    /// All weights, or a low-rank adapter over frozen ones, as the recipe says.
    static Learner learner(Recipe recipe, Weights weights, int workers) {
        return recipe.adapter()
                .<Learner>map(
                        adapter ->
                                Learners.lora(
                                        weights,
                                        LoraConfig.all(adapter.rank(), adapter.alpha()),
                                        Precision.fastest(),
                                        workers,
                                        recipe.seed()))
                .orElseGet(() -> Learners.full(weights, Precision.fastest(), workers));
    }

    /// The adapter merged into its base, or the masters as they are now.
    Weights weights() {
        return learner instanceof LoraLearner lora ? lora.mergedWeights() : masters;
    }

    @Override
    public void close() {
        learner.close();
    }
}
