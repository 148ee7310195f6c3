package ai.inhouse.alignment.ppo;

import ai.inhouse.alignment.rollout.AnswerRows;
import ai.inhouse.alignment.rollout.Divergences;
import ai.inhouse.alignment.rollout.Rollout;
import ai.inhouse.model.Learner;
import java.util.Optional;

/// Some of a step's answers as they were when they were written, position by position.
///
/// @param policy log p of each token
/// @param reference the same under the frozen reference
/// @param values what the answer was expected to earn from there on
/// @param advantages by how much the token turned out better
/// @param returns what the values should have been
record PpoPart(
        AnswerRows rows,
        float[] policy,
        float[] reference,
        float[] values,
        double[] advantages,
        double[] returns) {

    /// Asks the models; nothing has turned out yet.
    static PpoPart of(AnswerRows rows, Learner learner, Optional<Learner> reference) {
        float[] policy = learner.logProbabilities(rows.rows());
        int n = policy.length;
        return new PpoPart(
                rows,
                policy,
                reference.map(r -> r.logProbabilities(rows.rows())).orElse(policy),
                learner.scores(rows.rows()),
                new double[n],
                new double[n]);
    }

    /// The sum of its tokens' divergences, in nats.
    double kl() {
        double kl = 0;
        for (int i = 0; i < policy.length; i++) {
            kl += rows.counts(i) ? Divergences.k3(policy[i], reference[i]) : 0;
        }
        return kl;
    }

    /// Works out advantages and returns. Each token costs what it diverges; the last one is paid
    /// what the whole answer earned (Ziegler et al. 2019, equation 2).
    void judge(Rollout rollout, double klWeight, PpoSettings settings) {
        for (int row = 0; row < rows.answers().length; row++) {
            int answer = rows.answers()[row];
            int tokens = rollout.tokens(answer);
            int from = row * rows.rows().length() + rollout.prompts().get(answer).length - 1;
            double[] rewards = new double[tokens];
            double[] expected = new double[tokens];
            for (int t = 0; t < tokens; t++) {
                rewards[t] = -klWeight * (policy[from + t] - reference[from + t]);
                expected[t] = values[from + t];
            }
            rewards[tokens - 1] += rollout.earned()[answer];
            GeneralizedAdvantages turned =
                    GeneralizedAdvantages.of(
                            rewards, expected, settings.discount(), settings.lambda());
            System.arraycopy(turned.values(), 0, advantages, from, tokens);
            System.arraycopy(turned.returns(), 0, returns, from, tokens);
        }
    }
}
