package ai.inhouse.jobs;

import ai.inhouse.training.Budget;
import ai.inhouse.training.Schedule;
import ai.inhouse.training.SpikeGuard;
import ai.inhouse.training.TrainingSettings;
import ai.inhouse.training.UpdateRule;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// How weights are moved, and what guards and keeps them on the way.
///
/// @param muon whether pretraining moves the blocks' matrices by Muon
/// @param average decay of the weights' moving average, if one is kept
/// @param guard against steps whose loss leaps, in pretraining; elsewhere against those that are no
///   number; absent: a loss that is no number ends the run
/// @param checkpoints how many of the newest are kept
/// @param best whether a stage ends with the weights that were best on held-out data
public record RecipeOptimization(
        boolean muon,
        OptionalDouble average,
        Optional<SpikeGuard> guard,
        int checkpoints,
        boolean best) {
    private static final int CHECKPOINTS = 2;

    /// @param recipe checked by its schema
    static RecipeOptimization of(JsonNode recipe) {
        double nats = recipe.path("spike").asDouble(SpikeGuard.USUAL.nats());
        return new RecipeOptimization(
                recipe.path("optimizer").asString("adamw").equals("muon"),
                recipe.has("ema")
                        ? OptionalDouble.of(recipe.get("ema").asDouble())
                        : OptionalDouble.empty(),
                nats > 0 ? Optional.of(new SpikeGuard(nats)) : Optional.empty(),
                recipe.path("checkpoints").asInt(CHECKPOINTS),
                recipe.path("best").asBoolean(false));
    }

    /// What decides which weights a stage ends with, whichever optimizer it has.
    String inputs() {
        return "average %s, guard %s, best %s".formatted(average, guard, best);
    }

    /// Of a stage whose batches are alike, cut from running text.
    TrainingSettings settings(Budget budget, Schedule schedule, UpdateRule optimizer) {
        return settings(budget, schedule, optimizer, guard);
    }

    /// Of a stage that has short facts in one batch and long conversations in the next: a loss that
    /// leaps is the data's, and skipping it would leave just that unlearned.
    TrainingSettings settingsOfUnlike(Budget budget, Schedule schedule, UpdateRule optimizer) {
        return settings(budget, schedule, optimizer, guard.map(_ -> SpikeGuard.OF_NUMBERS));
    }

    /// Of a stage that learns from its own answers.
    TrainingSettings settingsOfDrifting(Budget budget, Schedule schedule, UpdateRule optimizer) {
        return settings(budget, schedule, optimizer, guard.map(_ -> SpikeGuard.OF_DRIFT));
    }

    private TrainingSettings settings(
            Budget budget, Schedule schedule, UpdateRule optimizer, Optional<SpikeGuard> against) {
        return TrainingSettings.of(budget, schedule, optimizer)
                .with(checkpoints, average, against, best);
    }
}
