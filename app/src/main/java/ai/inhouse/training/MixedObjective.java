package ai.inhouse.training;

import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Reference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What is learned counts by its negative log-likelihood; what is held, by how far the model has
/// moved from its reference there.
///
/// @param hold absent where no part of the mixture is held
public record MixedObjective(Optional<Hold> hold) implements Objective<MixedBatch> {
    /// Keeps the mean divergence `KL(reference || model)` near a bound by the penalty `STRENGTH *
    /// bound / 2 * (KL / bound)^2`: next to nothing far below the bound, and beyond it soon more
    /// than any loss could outweigh. On text that the reference wrote itself the divergence is what
    /// the model has forgotten of it: by so many nats its likelihood fell.
    ///
    /// @param bound nats a token
    public record Hold(Reference reference, double bound) {
        private static final double STRENGTH = 4;

        public Hold {
            if (!(bound > 0)) {
                throw new IllegalArgumentException("a bound of " + bound);
            }
        }

        /// The penalty's slope: what a nat of divergence costs.
        double price(double divergence) {
            return STRENGTH * Math.max(0, divergence) / bound;
        }
    }

    @Override
    public Outcome learn(Learner learner, MixedBatch mixed) {
        return switch (mixed.use()) {
            case LEARN -> learned(learner, mixed);
            case HOLD -> held(learner, mixed);
        };
    }

    private static Outcome learned(Learner learner, MixedBatch mixed) {
        Outcome outcome = new CrossEntropy().learn(learner, mixed.batch().weighted(mixed.weight()));
        double loss = outcome.loss() / mixed.weight();
        return new Outcome(outcome.loss(), outcome.tokens(), Map.of(mixed.part() + "_loss", loss));
    }

    private Outcome held(Learner learner, MixedBatch mixed) {
        Hold holding = hold.orElseThrow(() -> new IllegalStateException("nothing to hold to"));
        Batch batch = mixed.batch();
        float[] divergences = learner.divergences(batch, holding.reference());
        double sum = 0;
        for (int i = 0; i < divergences.length; i++) {
            sum += (double) batch.weights()[i] * divergences[i];
        }
        double share = batch.weightSum();
        double price = holding.price(sum / share);
        learner.backwardDivergences(batch.weighted(price).weights());
        Map<String, Double> metrics = new HashMap<>();
        metrics.put(mixed.part() + "_divergence", sum);
        metrics.put(mixed.part() + "_price", price * share);
        return new Outcome(0, (long) batch.rows() * batch.length(), metrics);
    }
}
