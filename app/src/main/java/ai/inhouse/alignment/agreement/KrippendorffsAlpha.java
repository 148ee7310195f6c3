package ai.inhouse.alignment.agreement;

/// Agreement of any number of raters with gaps, beyond chance: one minus observed over expected
/// disagreement (Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011).
final class KrippendorffsAlpha {
    private KrippendorffsAlpha() {}

    /// What the categories are.
    enum Scale {
        /// Names.
        NOMINAL,
        /// Ranks: as far apart as ratings lie between them.
        ORDINAL,
        /// Numbers.
        INTERVAL
    }

    static Coefficient of(RatingTable table, Scale scale) {
        int k = table.categories().size();
        double[][] pairs = new double[k][k];
        for (int[] unit : table.comparable()) {
            int[] counts = table.counts(unit);
            double others = RatingTable.count(unit) - 1;
            for (int c = 0; c < k; c++) {
                for (int d = 0; d < k; d++) {
                    pairs[c][d] += counts[c] * (counts[d] - (c == d ? 1.0 : 0)) / others;
                }
            }
        }
        double[] totals = new double[k];
        double n = 0;
        for (int c = 0; c < k; c++) {
            for (int d = 0; d < k; d++) {
                totals[c] += pairs[c][d];
            }
            n += totals[c];
        }
        if (n == 0) {
            return Agreement.nothingToCompare(table);
        }
        double observed = 0;
        double expected = 0;
        for (int c = 0; c < k; c++) {
            for (int d = 0; d < k; d++) {
                double distance = distance(table, totals, c, d, scale);
                observed += pairs[c][d] * distance;
                expected += totals[c] * totals[d] * distance / (n - 1);
            }
        }
        return expected == 0
                ? Coefficient.undefined(Agreement.ALL_THE_SAME)
                : Coefficient.of(1 - observed / expected);
    }

    /// Squared.
    private static double distance(RatingTable table, double[] totals, int c, int d, Scale scale) {
        double apart =
                switch (scale) {
                    case NOMINAL -> c == d ? 0 : 1;
                    case INTERVAL -> table.categories().get(c) - table.categories().get(d);
                    case ORDINAL -> between(totals, Math.min(c, d), Math.max(c, d));
                };
        return apart * apart;
    }

    private static double between(double[] totals, int from, int to) {
        double sum = -(totals[from] + totals[to]) / 2;
        for (int g = from; g <= to; g++) {
            sum += totals[g];
        }
        return from == to ? 0 : sum;
    }
}
