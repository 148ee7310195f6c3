package ai.inhouse.training;

import ai.inhouse.base.Hash;
import ai.inhouse.model.Learner;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
                        settings.optimizer().toString(),
                        settings.averageDecay().toString(),
                        settings.guard().toString(),
                        Boolean.toString(settings.best())));
    }

    /// What one step came to.
    ///
    /// @param gradientNorm of the last pass, before clipping
    record Taken(Objective.Outcome outcome, double gradientNorm) {
        /// Why it must not stand, if it is no number or its objective says so.
        Optional<String> harm() {
            if (outcome.harm().isPresent()) {
                return outcome.harm();
            }
            if (!Double.isFinite(outcome.loss())) {
                return Optional.of("the loss is " + outcome.loss());
            }
            return Double.isFinite(gradientNorm)
                    ? Optional.empty()
                    : Optional.of("the gradient norm is " + gradientNorm);
        }
    }

    /// Takes one step: all its micro-batches, then the optimizer, as often as the source has
    /// passes. Where the gradients are no numbers the optimizer changes nothing, and the step ends;
    /// so it does after a pass that did harm.
    Taken takeStep(long step, double learningRate) {
        Objective.Outcome outcome = Objective.Outcome.NOTHING;
        double norm = 0;
        int passes = source.passes();
        for (int pass = 0; pass < passes; pass++) {
            for (int micro = 0; micro < source.microBatches(); micro++) {
                if (micro == source.microBatches() - 1) {
                    learner.expectLastPass();
                }
                outcome = outcome.plus(objective.learn(learner, source.batch(step, micro)));
            }
            long update = (step - 1) * passes + pass + 1;
            norm = learner.step(settings.optimizer().step(update, learningRate));
            if (!Double.isFinite(norm) || outcome.harm().isPresent()) {
                return new Taken(outcome, norm);
            }
        }
        return new Taken(outcome.meanOf(passes), norm);
    }

    /// Measures the weights, or their average where one is kept.
    Map<String, Double> validate() {
        if (settings.averageDecay().isEmpty()) {
            return validation.measure(learner);
        }
        learner.exchangeAverage();
        try {
            return validation.measure(learner);
        } finally {
            learner.exchangeAverage();
        }
    }
}
