package ai.inhouse.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Whether the values of one group tend to be larger than those of another: the one-sided test of
/// Mann and Whitney (1947), by its normal approximation, corrected for ties and continuity.
///
/// @param larger share of pairs, one of each group, in which the first group's value is the larger,
///   ties counted half: 0.5 where there is no difference
/// @param p how likely a difference as large or larger is where the groups do not differ
public record RankTest(double larger, double p) {
    /// @throws IllegalArgumentException if a group is empty
    public static RankTest of(double[] first, double[] second) {
        if (first.length == 0 || second.length == 0) {
            throw new IllegalArgumentException("a rank test of an empty group");
        }
        Ranks ranks = Ranks.of(first, second);
        double n = first.length;
        double m = second.length;
        double u = ranks.sumOfFirst - n * (n + 1) / 2;
        double all = n + m;
        double variance = n * m / 12 * (all + 1 - ranks.ties / (all * (all - 1)));
        double z = variance == 0 ? 0 : (u - n * m / 2 - 0.5) / Math.sqrt(variance);
        return new RankTest(u / (n * m), upperTail(z));
    }

    /// @param ties sum of `t^3 - t` over groups of t equal values
    private record Ranks(double sumOfFirst, double ties) {
        static Ranks of(double[] first, double[] second) {
            double[] all = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, all, first.length, second.length);
            int[] order =
                    IntStream.range(0, all.length)
                            .boxed()
                            .sorted((a, b) -> Double.compare(all[a], all[b]))
                            .mapToInt(Integer::intValue)
                            .toArray();
            double sum = 0;
            double ties = 0;
            for (int from = 0; from < order.length; ) {
                int to = from + 1;
                while (to < order.length && Double.compare(all[order[to]], all[order[from]]) == 0) {
                    to++;
                }
                double rank = (from + 1 + to) / 2.0;
                for (int i = from; i < to; i++) {
                    sum += order[i] < first.length ? rank : 0;
                }
                double t = to - from;
                ties += t * t * t - t;
                from = to;
            }
            return new Ranks(sum, ties);
        }
    }

    /// 1 - Phi(z), by the approximation 7.1.26 of Abramowitz and Stegun (1964) to erfc, whose error
    /// is below 1.5e-7; for large z by the tail's own asymptotic form, so that p never is 0.
    static double upperTail(double z) {
        if (z < 0) {
            return 1 - upperTail(-z);
        }
        double density = Math.exp(-z * z / 2);
        if (z > 4) {
            return density / (z * Math.sqrt(2 * Math.PI)) * (1 - 1 / (z * z) + 3 / (z * z * z * z));
        }
        double t = 1 / (1 + 0.3275911 * z / Math.sqrt(2));
        double polynomial =
                t
                        * (0.254829592
                                + t
                                        * (-0.284496736
                                                + t
                                                        * (1.421413741
                                                                + t
                                                                        * (-1.453152027
                                                                                + t
                                                                                        * 1.061405429))));
        return polynomial * density / 2;
    }
}
