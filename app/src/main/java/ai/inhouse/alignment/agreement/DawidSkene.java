package ai.inhouse.alignment.agreement;

import java.util.Arrays;

/// What is true of each unit, and how each rater errs, found together by expectation maximisation
/// (Dawid and Skene 1979). A rater who is often alone counts less.
///
/// @param posterior for each unit the probability of each category
/// @param prior of each category
/// @param confusion for each rater and true category the probability of what the rater says
public record DawidSkene(double[][] posterior, double[] prior, double[][][] confusion) {
    private static final int MOST_STEPS = 500;
    private static final double CONVERGED = 1e-10;

    /// Each rater is first taken to have said so much of everything: no certainty from few ratings.
    private static final double SMOOTHING = 0.01;

    public static DawidSkene fit(RatingTable table) {
        DawidSkene model = maximise(table, shares(table));
        for (int step = 0; step < MOST_STEPS; step++) {
            double[][] posterior = model.expect(table);
            double change = change(posterior, model.posterior());
            model = maximise(table, posterior);
            if (change < CONVERGED) {
                break;
            }
        }
        return model;
    }

    /// Starts from each unit's shares of votes.
    private static double[][] shares(RatingTable table) {
        double[][] shares = new double[table.units().length][];
        for (int u = 0; u < shares.length; u++) {
            double[] share =
                    Arrays.stream(table.counts(table.units()[u])).asDoubleStream().toArray();
            normalise(share);
            shares[u] = share;
        }
        return shares;
    }

    private static DawidSkene maximise(RatingTable table, double[][] posterior) {
        int k = table.categories().size();
        double[] prior = new double[k];
        double[][][] confusion = new double[table.raters().size()][k][k];
        for (double[][] matrix : confusion) {
            for (double[] row : matrix) {
                Arrays.fill(row, SMOOTHING);
            }
        }
        for (int u = 0; u < posterior.length; u++) {
            for (int truth = 0; truth < k; truth++) {
                prior[truth] += posterior[u][truth];
                for (int r = 0; r < confusion.length; r++) {
                    int said = table.units()[u][r];
                    if (said != RatingTable.NONE) {
                        confusion[r][truth][said] += posterior[u][truth];
                    }
                }
            }
        }
        normalise(prior);
        for (double[][] matrix : confusion) {
            for (double[] row : matrix) {
                normalise(row);
            }
        }
        return new DawidSkene(posterior, prior, confusion);
    }

    private double[][] expect(RatingTable table) {
        double[][] next = new double[posterior.length][prior.length];
        for (int u = 0; u < next.length; u++) {
            double highest = Double.NEGATIVE_INFINITY;
            for (int truth = 0; truth < prior.length; truth++) {
                double log = Math.log(Math.max(prior[truth], Double.MIN_NORMAL));
                for (int r = 0; r < confusion.length; r++) {
                    int said = table.units()[u][r];
                    log += said == RatingTable.NONE ? 0 : Math.log(confusion[r][truth][said]);
                }
                next[u][truth] = log;
                highest = Math.max(highest, log);
            }
            for (int truth = 0; truth < prior.length; truth++) {
                next[u][truth] = Math.exp(next[u][truth] - highest);
            }
            normalise(next[u]);
        }
        return next;
    }

    /// How often a rater says what is true.
    public double reliability(int rater) {
        double right = 0;
        for (int truth = 0; truth < prior.length; truth++) {
            right += prior[truth] * confusion[rater][truth][truth];
        }
        return right;
    }

    private static double change(double[][] one, double[][] other) {
        double most = 0;
        for (int u = 0; u < one.length; u++) {
            for (int k = 0; k < one[u].length; k++) {
                most = Math.max(most, Math.abs(one[u][k] - other[u][k]));
            }
        }
        return most;
    }

    private static void normalise(double[] values) {
        double sum = Arrays.stream(values).sum();
        for (int i = 0; i < values.length; i++) {
            values[i] = sum == 0 ? 1.0 / values.length : values[i] / sum;
        }
    }
}
