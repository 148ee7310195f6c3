package ai.inhouse.training;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.model.Learner;
import java.util.List;

/// What to train, on what, and how.
///
/// @param <B> what one micro-batch is
/// @param validation what to measure on the way
/// @param inputs hash of what the learner, the objective and the validation were made from
public record TrainingTask<B>(
        Learner learner,
        Objective<B> objective,
        BatchSource<B> source,
        Validation validation,
        TrainingSettings settings,
        Hash inputs) {

    /// Hash of everything that decides which weights the run ends with.
    Hash fingerprint() {
        return Hash.ofParts(
                List.of(
                        inputs.hex(),
                        source.fingerprint().hex(),
                        settings.budget().toString(),
                        settings.schedule().toString(),
                        settings.optimizer().toString()));
    }

    /// What one step came to.
    ///
    /// @param gradientNorm of the last pass, before clipping
    record Taken(Objective.Outcome outcome, double gradientNorm) {}

    /// Takes one step: all its micro-batches, then the optimizer, as often as the source has
    /// passes.
    ///
    /// @throws InhouseException if the loss or the gradients are no numbers any more
    Taken takeStep(long step, double learningRate) {
        Objective.Outcome outcome = Objective.Outcome.NOTHING;
        double norm = 0;
        int passes = source.passes();
        for (int pass = 0; pass < passes; pass++) {
            for (int micro = 0; micro < source.microBatches(); micro++) {
                outcome = outcome.plus(objective.learn(learner, source.batch(step, micro)));
            }
            requireFinite("loss", outcome.loss(), step);
            long update = (step - 1) * passes + pass + 1;
            norm = learner.step(settings.optimizer().step(update, learningRate));
            requireFinite("gradient norm", norm, step);
        }
        return new Taken(outcome.meanOf(passes), norm);
    }

    private static void requireFinite(String what, double value, long step) {
        if (!Double.isFinite(value)) {
            throw InhouseException.badInput(
                    "training",
                    "step " + step,
                    "the %s is %s".formatted(what, value),
                    "Lower the learning rate, or look for damaged data. The last checkpoint is"
                            + " intact.");
        }
    }
}
