package ai.inhouse.alignment.agreement;

import java.util.Arrays;
import java.util.List;

/// Strengths of competitors from comparisons by raters who differ in care: rater r says that i
/// beats j with probability `c_r * s(i - j) + (1 - c_r) * s(j - i)`, where s is the logistic
/// function of the difference in strength and c_r the rater's care (Chen et al., "Pairwise ranking
/// aggregation in a crowdsourced setting", 2013). Strengths have a standard normal prior and care a
/// Beta(8, 2), so that few comparisons claim little. Fitted by expectation maximisation.
///
/// @param strengths by competitor
/// @param care by rater; one half is a coin
public record BradleyTerry(double[] strengths, double[] care) {
    private static final int MOST_STEPS = 2_000;
    private static final double CONVERGED = 1e-11;
    private static final double RIGHT = 8;
    private static final double WRONG = 2;

    /// A rater preferred one competitor to another.
    public record Comparison(int rater, int winner, int loser) {}

    public static BradleyTerry fit(List<Comparison> comparisons, int competitors, int raters) {
        double[] care = new double[raters];
        Arrays.fill(care, (RIGHT - 1) / (RIGHT + WRONG - 2));
        BradleyTerry model = new BradleyTerry(new double[competitors], care);
        for (int step = 0; step < MOST_STEPS; step++) {
            BradleyTerry next = model.step(comparisons);
            double change = model.distance(next);
            model = next;
            if (change < CONVERGED) {
                break;
            }
        }
        return model;
    }

    private BradleyTerry step(List<Comparison> comparisons) {
        double[] careful = new double[comparisons.size()];
        double[] sums = new double[care.length];
        double[] counts = new double[care.length];
        for (int c = 0; c < careful.length; c++) {
            Comparison at = comparisons.get(c);
            double won = wins(at.winner(), at.loser());
            double right = care[at.rater()] * won;
            careful[c] = right / (right + (1 - care[at.rater()]) * (1 - won));
            sums[at.rater()] += careful[c];
            counts[at.rater()]++;
        }
        double[] next = new double[care.length];
        for (int r = 0; r < next.length; r++) {
            next[r] = (sums[r] + RIGHT - 1) / (counts[r] + RIGHT + WRONG - 2);
        }
        return new BradleyTerry(climb(comparisons, careful), next);
    }

    /// One Newton step a competitor, the others held: the expected log-posterior is concave.
    private double[] climb(List<Comparison> comparisons, double[] careful) {
        double[] next = strengths.clone();
        for (int i = 0; i < next.length; i++) {
            double slope = -next[i];
            double curve = -1;
            for (int c = 0; c < careful.length; c++) {
                Comparison at = comparisons.get(c);
                if (at.winner() != i && at.loser() != i) {
                    continue;
                }
                double won = logistic(next[at.winner()] - next[at.loser()]);
                slope += (at.winner() == i ? 1 : -1) * (careful[c] - won);
                curve -= won * (1 - won);
            }
            next[i] -= slope / curve;
        }
        return next;
    }

    /// The probability that one beats another in a careful rater's eyes.
    public double wins(int one, int other) {
        return logistic(strengths[one] - strengths[other]);
    }

    private double distance(BradleyTerry other) {
        double most = 0;
        for (int i = 0; i < strengths.length; i++) {
            most = Math.max(most, Math.abs(strengths[i] - other.strengths[i]));
        }
        for (int r = 0; r < care.length; r++) {
            most = Math.max(most, Math.abs(care[r] - other.care[r]));
        }
        return most;
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
