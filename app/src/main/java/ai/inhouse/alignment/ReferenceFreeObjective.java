package ai.inhouse.alignment;

import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Objective;
import java.util.Map;

/// Learns pairs by the model's own probabilities alone: no reference is held, nor asked before. The
/// loss depends on each answer's mean log-probability, so its slope there, divided by the answer's
/// tokens, weights them in the backward pass.
public record ReferenceFreeObjective(ReferenceFreeLoss loss) implements Objective<PreferenceBatch> {
    @Override
    public Outcome learn(Learner learner, PreferenceBatch batch) {
        Batch rows = batch.rows();
        double[] means = Completions.means(rows, learner.forward(rows));
        double[] tokens = Completions.counted(rows);
        double[] slopes = new double[rows.rows()];
        Outcome outcome = new Outcome(0, (long) rows.rows() * rows.length(), Map.of());
        for (int pair = 0; pair < batch.pairs(); pair++) {
            int other = batch.pairs() + pair;
            ReferenceFreeLoss.Value value = loss.at(means[pair], means[other]);
            slopes[pair] = value.chosenSlope() * batch.share() / Math.max(tokens[pair], 1);
            slopes[other] = value.rejectedSlope() * batch.share() / Math.max(tokens[other], 1);
            outcome = outcome.plus(part(value.loss(), means[pair], means[other], batch.share()));
        }
        // The backward pass takes the weights of -log p, hence the sign.
        learner.backward(Completions.spread(rows, slopes, -1));
        return outcome;
    }

    private Outcome part(double lost, double chosen, double rejected, double share) {
        return new Outcome(
                share * lost,
                0,
                Map.of(
                        "reward_chosen", share * loss.beta() * chosen,
                        "reward_rejected", share * loss.beta() * rejected,
                        "reward_margin", share * loss.beta() * (chosen - rejected),
                        "reward_accuracy", chosen > rejected ? share : 0,
                        "mean_log_probability_chosen", share * chosen,
                        "mean_log_probability_rejected", share * rejected));
    }
}
