package ai.inhouse.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an evaluator found, with everything needed to doubt it.
///
/// @param value the weighted mean of the items' scores
/// @param n number of cases
/// @param interval 95%; empty where one case leaves nothing to estimate it from
/// @param details further figures of the same measurement, as in `token_f1`
public record Measurement(
        Measure measure,
        double value,
        int n,
        Optional<Interval> interval,
        Map<String, Double> details,
        List<Item> items) {
    private static final long BOOTSTRAP_SEED = 20_250_131;

    public Measurement {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        items = List.copyOf(items);
    }

    /// A share: items score 0, 1 or, where tied, one half; Wilson's interval.
    public static Measurement share(
            Measure measure, List<Item> items, Map<String, Double> details) {
        double successes = items.stream().mapToDouble(Item::score).sum();
        return new Measurement(
                measure,
                successes / items.size(),
                items.size(),
                Optional.of(Interval.wilson(successes, items.size())),
                details,
                items);
    }

    /// A weighted mean of any scores; its interval is by bootstrap over the items.
    public static Measurement mean(Measure measure, List<Item> items, Map<String, Double> details) {
        double[] scores = items.stream().mapToDouble(Item::score).toArray();
        double[] weights = items.stream().mapToDouble(Item::weight).toArray();
        Bootstrap bootstrap = Bootstrap.of(scores, weights, BOOTSTRAP_SEED);
        return new Measurement(
                measure, bootstrap.mean(), items.size(), bootstrap.interval(), details, items);
    }
}
