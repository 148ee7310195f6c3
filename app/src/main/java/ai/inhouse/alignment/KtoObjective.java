package ai.inhouse.alignment;

import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Objective;
import java.util.Map;

/// Kahneman-Tversky optimization (Ethayarajh et al. 2024, equation 8), for single answers with
/// thumbs up or down: a good answer's log-ratio to the reference is to be above the model's general
/// drift, a bad one's below. The drift is the mean log-ratio of mismatched answers in the
/// micro-batch, at least zero, and passes no gradient.
///
/// @param beta scales log-ratios to rewards
public record KtoObjective(double beta) implements Objective<KtoBatch> {
    @Override
    public Outcome learn(Learner learner, KtoBatch batch) {
        double drift = drift(learner, batch);
        Batch rows = batch.rows();
        double[] scores = Completions.sums(rows, learner.forward(rows));
        double[] slopes = new double[rows.rows()];
        double loss = 0;
        double[] rewards = new double[2];
        for (int row = 0; row < scores.length; row++) {
            double ratio = scores[row] - batch.reference()[row];
            double sign = batch.good()[row] ? 1 : -1;
            double value = 1 / (1 + Math.exp(-sign * beta * (ratio - drift)));
            slopes[row] = -sign * beta * value * (1 - value) * batch.share();
            loss += batch.share() * (1 - value);
            rewards[batch.good()[row] ? 0 : 1] += beta * ratio;
        }
        // The backward pass takes the weights of -log p, hence the sign.
        learner.backward(Completions.spread(rows, slopes, -1));
        return new Outcome(
                loss,
                (long) rows.rows() * rows.length()
                        + (long) batch.mismatched().rows() * batch.mismatched().length(),
                metrics(batch, drift, rewards));
    }

    private static double drift(Learner learner, KtoBatch batch) {
        double[] scores =
                Completions.sums(batch.mismatched(), learner.logProbabilities(batch.mismatched()));
        double sum = 0;
        for (int row = 0; row < scores.length; row++) {
            sum += scores[row] - batch.mismatchedReference()[row];
        }
        return Math.max(0, sum / scores.length);
    }

    /// Shares of the step's sums; what there is none of in a step counts nothing.
    private static Map<String, Double> metrics(KtoBatch batch, double drift, double[] rewards) {
        double rows = batch.good().length;
        return Map.of(
                "drift_nats", drift * batch.share() * rows,
                "reward_good", rewards[0] * batch.share(),
                "reward_bad", rewards[1] * batch.share());
    }
}
