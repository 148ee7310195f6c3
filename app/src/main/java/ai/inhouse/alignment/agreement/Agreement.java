package ai.inhouse.alignment.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Measures of agreement. Where one has no value it says why: one rater only, units without two
/// ratings, or ratings that are all the same, of which chance alone explains everything.
public enum Agreement {
    /// Share of pairs of ratings of a unit that are the same, averaged over units.
    PERCENT,
    /// Cohen's kappa (1960), averaged over pairs of raters.
    COHENS_KAPPA,
    /// Cohen's kappa with quadratic weights (1968), averaged over pairs of raters.
    WEIGHTED_KAPPA,
    /// Fleiss' kappa (1971).
    FLEISS_KAPPA,
    /// Krippendorff's alpha (2011) over names.
    KRIPPENDORFF_NOMINAL,
    /// Krippendorff's alpha over ranks.
    KRIPPENDORFF_ORDINAL,
    /// Krippendorff's alpha over numbers.
    KRIPPENDORFF_INTERVAL;

    static final String ALL_THE_SAME = "all ratings are the same";

    public Coefficient of(RatingTable table) {
        return switch (this) {
            case PERCENT -> percent(table);
            case COHENS_KAPPA -> CohensKappa.mean(table, CohensKappa.Weights.NONE);
            case WEIGHTED_KAPPA -> CohensKappa.mean(table, CohensKappa.Weights.QUADRATIC);
            case FLEISS_KAPPA -> fleiss(table);
            case KRIPPENDORFF_NOMINAL ->
                    KrippendorffsAlpha.of(table, KrippendorffsAlpha.Scale.NOMINAL);
            case KRIPPENDORFF_ORDINAL ->
                    KrippendorffsAlpha.of(table, KrippendorffsAlpha.Scale.ORDINAL);
            case KRIPPENDORFF_INTERVAL ->
                    KrippendorffsAlpha.of(table, KrippendorffsAlpha.Scale.INTERVAL);
        };
    }

    private static Coefficient percent(RatingTable table) {
        double sum = 0;
        List<int[]> units = table.comparable();
        for (int[] unit : units) {
            sum += pairsAlike(table.counts(unit), RatingTable.count(unit));
        }
        return units.isEmpty() ? nothingToCompare(table) : Coefficient.of(sum / units.size());
    }

    static Coefficient nothingToCompare(RatingTable table) {
        return Coefficient.undefined(
                table.raters().size() < 2
                        ? "there is one reviewer only"
                        : "no item has two ratings");
    }

    private static double pairsAlike(int[] counts, int ratings) {
        double alike = 0;
        for (int count : counts) {
            alike += (double) count * (count - 1);
        }
        return alike / ((double) ratings * (ratings - 1));
    }

    private static Coefficient fleiss(RatingTable table) {
        List<int[]> units = table.comparable();
        if (units.isEmpty()) {
            return nothingToCompare(table);
        }
        int each = RatingTable.count(units.getFirst());
        if (units.stream().anyMatch(unit -> RatingTable.count(unit) != each)) {
            return Coefficient.undefined("items have different numbers of ratings");
        }
        double observed = 0;
        double[] shares = new double[table.categories().size()];
        for (int[] unit : units) {
            int[] counts = table.counts(unit);
            observed += pairsAlike(counts, each) / units.size();
            for (int c = 0; c < counts.length; c++) {
                shares[c] += (double) counts[c] / ((long) each * units.size());
            }
        }
        double chance = 0;
        for (double share : shares) {
            chance += share * share;
        }
        return beyondChance(observed, chance);
    }

    static Coefficient beyondChance(double observed, double chance) {
        return chance > 1 - 1e-12
                ? Coefficient.undefined(ALL_THE_SAME)
                : Coefficient.of((observed - chance) / (1 - chance));
    }

    /// How often a rater says what another says of the same unit.
    static OptionalDouble withOthers(RatingTable table, int rater) {
        List<Double> alike = new ArrayList<>();
        for (int[] unit : table.units()) {
            int others = RatingTable.count(unit) - 1;
            if (unit[rater] != RatingTable.NONE && others > 0) {
                alike.add((table.counts(unit)[unit[rater]] - 1.0) / others);
            }
        }
        return alike.stream().mapToDouble(a -> a).average();
    }
}
