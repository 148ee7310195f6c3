package ai.inhouse.alignment.reward;

import ai.inhouse.alignment.Completions;
import ai.inhouse.alignment.PreferenceLoss;
import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Objective;
import java.util.Map;

/// A reward model by Bradley and Terry (1952): the chance that people choose one answer over
/// another is the sigmoid of the difference of their scores. The loss is `-log sigmoid(chosen -
/// rejected - margin)` (Ouyang et al. 2022, equation 1; margins from Touvron et al. 2023, section
/// 3.2.2).
///
/// The difference says nothing of where scores lie, so that they may drift; `centering * (chosen +
/// rejected)^2` draws them to zero (Eisenstein et al. 2023, section 4).
///
/// @param centering TRL's `center_rewards_coefficient`; 0 for none
public record RewardObjective(double centering) implements Objective<RewardBatch> {
    private static final PreferenceLoss LOSS = new PreferenceLoss.Sigmoid(1);

    @Override
    public Outcome learn(Learner learner, RewardBatch batch) {
        Batch rows = batch.rows();
        double[] rewards = RewardModel.ofRows(rows, learner.forwardScores(rows));
        double[] slopes = new double[rows.rows()];
        Outcome outcome = new Outcome(0, (long) rows.rows() * rows.length(), Map.of());
        for (int pair = 0; pair < batch.pairs(); pair++) {
            int other = batch.pairs() + pair;
            double share = batch.shares()[pair];
            double chosen = rewards[pair];
            double rejected = rewards[other];
            PreferenceLoss.Value value = LOSS.at(chosen - rejected - batch.margins()[pair]);
            double sum = chosen + rejected;
            double drawn = 2 * centering * sum;
            slopes[pair] = share * (value.slope() + drawn);
            slopes[other] = share * (-value.slope() + drawn);
            double lost = value.loss() + centering * sum * sum;
            outcome = outcome.plus(part(lost, chosen, rejected, share));
        }
        learner.backwardScores(Completions.spread(rows, slopes, 1));
        return outcome;
    }

    private static Outcome part(double lost, double chosen, double rejected, double share) {
        return new Outcome(
                share * lost,
                0,
                Map.of(
                        "reward_chosen", share * chosen,
                        "reward_rejected", share * rejected,
                        "reward_margin", share * (chosen - rejected),
                        "reward_accuracy", chosen > rejected ? share : 0));
    }
}
