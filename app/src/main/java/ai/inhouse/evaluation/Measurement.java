package ai.inhouse.evaluation;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
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
/// @param policies how often each policy was kept that these cases put to the test, by its id
public record Measurement(
        Measure measure,
        double value,
        int n,
        Optional<Interval> interval,
        Map<String, Double> details,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, PolicyRate> policies,
        List<Item> items) {
    private static final long BOOTSTRAP_SEED = 20_250_131;

    public Measurement {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
        items = List.copyOf(items);
    }

    /// The same, with what it says of each policy.
    public Measurement keeping(Map<String, PolicyRate> rates) {
        return new Measurement(measure, value, n, interval, details, rates, items);
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
                Map.of(),
                items);
    }

    /// A weighted mean of any scores; its interval is by bootstrap over the items.
    public static Measurement mean(Measure measure, List<Item> items, Map<String, Double> details) {
        double[] scores = items.stream().mapToDouble(Item::score).toArray();
        double[] weights = items.stream().mapToDouble(Item::weight).toArray();
        Bootstrap bootstrap = Bootstrap.of(scores, weights, BOOTSTRAP_SEED);
        return new Measurement(
                measure,
                bootstrap.mean(),
                items.size(),
                bootstrap.interval(),
                details,
                Map.of(),
                items);
    }
}
