package ai.inhouse.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// Two models on the same cases: is one better, or is that not shown?
///
/// @param from stage compared against
/// @param to stage that is better or worse
/// @param n cases that both were given
/// @param difference value of `to` less that of `from`
/// @param interval 95%, by paired bootstrap
/// @param wins cases in which `to` did better
/// @param losses cases in which `from` did better; the rest are ties
/// @param signTest two-sided p of the exact sign test on wins and losses
/// @param neededCases how many such cases would show a difference of this size four times of five;
///   empty where it is shown or where there is no difference at all
public record Comparison(
        Measure measure,
        String from,
        String to,
        int n,
        double difference,
        Optional<Interval> interval,
        int wins,
        int losses,
        double signTest,
        Verdict verdict,
        OptionalInt neededCases) {
    private static final long SEED = 20_250_207;

    /// The bootstrap's interval is too narrow where few cases differ; below this number the exact
    /// sign test has to agree.
    private static final int FEW_DIFFERENCES = 30;

    private static final double SIGNIFICANCE = 0.05;

    /// Two-sided 5% and a power of 80%: 1.960 + 0.842 standard errors.
    private static final double STANDARD_ERRORS_TO_SHOW = 2.8016;

    /// What may be said.
    public enum Verdict {
        @JsonProperty("better")
        BETTER("better"),
        @JsonProperty("worse")
        WORSE("worse"),
        @JsonProperty("not_shown")
        NOT_SHOWN("not shown");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /// @throws IllegalArgumentException if the two are of different measures or share no case
    public static Comparison of(String from, Measurement a, String to, Measurement b) {
        if (!a.measure().name().equals(b.measure().name())) {
            throw new IllegalArgumentException(
                    "%s cannot be compared with %s"
                            .formatted(a.measure().name(), b.measure().name()));
        }
        Pairs pairs = Pairs.of(a.items(), b.items());
        Measure measure = a.measure();
        double sign = measure.better() == Measure.Better.HIGHER ? 1 : -1;
        int wins = pairs.count(sign);
        int losses = pairs.count(-sign);
        Bootstrap bootstrap = Bootstrap.of(pairs.differences, pairs.weights, SEED);
        double signTest = signTest(wins, losses);
        boolean believed = wins + losses >= FEW_DIFFERENCES || signTest < SIGNIFICANCE;
        Verdict verdict = believed ? verdict(bootstrap, sign) : Verdict.NOT_SHOWN;
        return new Comparison(
                measure,
                from,
                to,
                pairs.differences.length,
                bootstrap.mean(),
                bootstrap.interval(),
                wins,
                losses,
                signTest,
                verdict,
                needed(bootstrap, pairs.differences.length, verdict));
    }

    private static Verdict verdict(Bootstrap bootstrap, double sign) {
        if (bootstrap.interval().map(interval -> interval.contains(0)).orElse(true)) {
            return Verdict.NOT_SHOWN;
        }
        return bootstrap.mean() * sign > 0 ? Verdict.BETTER : Verdict.WORSE;
    }

    private static OptionalInt needed(Bootstrap bootstrap, int n, Verdict verdict) {
        if (verdict != Verdict.NOT_SHOWN || bootstrap.mean() == 0 || bootstrap.deviation() == 0) {
            return OptionalInt.empty();
        }
        double errors = STANDARD_ERRORS_TO_SHOW * bootstrap.deviation() / bootstrap.mean();
        double needed = Math.ceil(n * errors * errors);
        return OptionalInt.of((int) Math.min(Math.max(needed, n + 1.0), Integer.MAX_VALUE));
    }

    /// The chance of a split at least this uneven between wins and losses if a coin decided each.
    public static double signTest(int wins, int losses) {
        int n = wins + losses;
        double term = Math.pow(0.5, n);
        double tail = 0;
        for (int k = 0; k <= Math.min(wins, losses); k++) {
            tail += term;
            term = term * (n - k) / (k + 1);
        }
        return Math.min(1, 2 * tail);
    }

    /// The cases that two measurements share. The first one's weights count, so that a document's
    /// bytes do.
    private record Pairs(double[] differences, double[] weights) {
        static Pairs of(List<Item> a, List<Item> b) {
            Map<String, Item> byId = new HashMap<>();
            a.forEach(item -> byId.put(item.id(), item));
            List<Item> both = b.stream().filter(item -> byId.containsKey(item.id())).toList();
            if (both.isEmpty()) {
                throw new IllegalArgumentException("the two measurements share no case");
            }
            double[] differences = new double[both.size()];
            double[] weights = new double[both.size()];
            for (int i = 0; i < differences.length; i++) {
                Item before = Objects.requireNonNull(byId.get(both.get(i).id()));
                differences[i] = both.get(i).score() - before.score();
                weights[i] = before.weight();
            }
            return new Pairs(differences, weights);
        }

        int count(double sign) {
            int count = 0;
            for (double difference : differences) {
                count += difference * sign > 0 ? 1 : 0;
            }
            return count;
        }
    }
}
