package ai.inhouse.alignment;

import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Objective;
import java.util.Map;

/// Direct preference optimization (Rafailov et al. 2023): raises the chosen answer's probability
/// against the reference's more than the rejected one's. The loss depends on each answer's
/// log-probability alone, so its slope there weights the answer's tokens in the backward pass.
public record DpoObjective(PreferenceLoss loss) implements Objective<PreferenceBatch> {
    @Override
    public Outcome learn(Learner learner, PreferenceBatch batch) {
        Batch rows = batch.rows();
        double[] scores = Completions.sums(rows, learner.forward(rows));
        double[] scale = scales(rows);
        double[] slopes = new double[rows.rows()];
        Outcome outcome = new Outcome(0, (long) rows.rows() * rows.length(), Map.of());
        for (int pair = 0; pair < batch.pairs(); pair++) {
            int other = batch.pairs() + pair;
            double chosen = scores[pair] - batch.reference()[pair];
            double rejected = scores[other] - batch.reference()[other];
            PreferenceLoss.Value value = loss.at(chosen * scale[pair] - rejected * scale[other]);
            slopes[pair] = value.slope() * scale[pair] * batch.share();
            slopes[other] = -value.slope() * scale[other] * batch.share();
            outcome =
                    outcome.plus(
                            part(
                                    value.loss(),
                                    new double[] {chosen, rejected, scores[pair], scores[other]},
                                    batch.share()));
        }
        // The backward pass takes the weights of -log p, hence the sign.
        learner.backward(Completions.spread(rows, slopes, -1));
        return outcome;
    }

    /// What a row's log-probability is multiplied by: 1, or one over the answer's tokens.
    private double[] scales(Batch rows) {
        double[] scales = Completions.counted(rows);
        for (int row = 0; row < scales.length; row++) {
            scales[row] = loss.isPerToken() ? 1 / Math.max(scales[row], 1) : 1;
        }
        return scales;
    }

    /// @param figures log-ratios of chosen and rejected, then their log-probabilities
    private Outcome part(double lost, double[] figures, double share) {
        double chosen = loss.beta() * figures[0];
        double rejected = loss.beta() * figures[1];
        return new Outcome(
                share * lost,
                0,
                Map.of(
                        "reward_chosen", share * chosen,
                        "reward_rejected", share * rejected,
                        "reward_margin", share * (chosen - rejected),
                        "reward_accuracy", chosen > rejected ? share : 0,
                        "log_probability_chosen", share * figures[2],
                        "log_probability_rejected", share * figures[3]));
    }
}
