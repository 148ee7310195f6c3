package ai.inhouse.jobs;

import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.LoraTarget;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;
import java.util.EnumSet;

/// How a model that answers already is changed: all its weights, or a low-rank adapter over frozen
/// ones, as the recipe says.
final class Tuned {
    private Tuned() {}

    static DecoderLearner learner(Recipe recipe, Weights weights, int workers) {
        Precision precision = Precision.fastest();
        return recipe.adapter()
                .map(adapter -> config(adapter, recipe.seed()))
                .map(config -> Learners.lora(weights, config, precision, workers))
                .orElseGet(() -> Learners.full(weights, precision, workers));
    }

    private static LoraConfig config(Recipe.LowRank adapter, long seed) {
        return new LoraConfig(
                adapter.rank(), adapter.alpha(), EnumSet.allOf(LoraTarget.class), seed);
    }
}
