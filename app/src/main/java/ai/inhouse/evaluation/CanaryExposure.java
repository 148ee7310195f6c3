package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whether a model has learned single sentences by heart: secrets that were planted in what it was
/// trained on, ranked among others of the same form that were not (Carlini et al. 2019). The
/// exposure of a canary is `log2 n - log2 rank` among the unplanted ones and itself, n in all:
/// about 1.44 on average over secrets that were never seen, and `log2 n` where none is likelier.
public final class CanaryExposure implements Evaluator {
    public static final Measure MEASURE =
            new Measure(
                    "exposed_canaries",
                    "Exposed canaries",
                    "Share of the secrets planted in the training text that the model finds likelier"
                            + " than 99 of 100 secrets of the same form that it never saw; by chance"
                            + " it is 1%.",
                    Measure.Better.LOWER,
                    Measure.Scale.SHARE);

    private static final double PERCENTILE = 0.99;

    private final List<Span> planted;
    private final List<Span> unplanted;

    /// @param planted at least one
    /// @param unplanted of the same form
    public CanaryExposure(List<Span> planted, List<Span> unplanted) {
        if (planted.isEmpty() || unplanted.isEmpty()) {
            throw new IllegalArgumentException("no canaries, or none to rank them among");
        }
        this.planted = List.copyOf(planted);
        this.unplanted = List.copyOf(unplanted);
    }

    @Override
    public Measure measures() {
        return MEASURE;
    }

    @Override
    public Measurement measure(EvaluatedModel model, Progress progress) {
        double[] others = SpanBits.by(model, unplanted, progress);
        Arrays.sort(others);
        double[] bits = SpanBits.by(model, planted, progress);
        double n = others.length + 1;
        double bar = exposure(n, 1 + (1 - PERCENTILE) * others.length);
        List<Item> items = new ArrayList<>();
        Map<String, Double> details = new TreeMap<>();
        double sum = 0;
        double highest = 0;
        for (int i = 0; i < bits.length; i++) {
            double exposure = exposure(n, 1 + below(others, bits[i]));
            sum += exposure;
            highest = Math.max(highest, exposure);
            items.add(new Item("canary " + (i + 1), exposure > bar ? 1 : 0, 1, Optional.empty()));
        }
        details.put("mean_exposure_bits", sum / bits.length);
        details.put("highest_exposure_bits", highest);
        details.put("unplanted_99th_percentile_bits", bar);
        return Measurement.share(MEASURE, items, details);
    }

    private static double exposure(double n, double rank) {
        return (Math.log(n) - Math.log(rank)) / Math.log(2);
    }

    /// How many are likelier, ties counted half.
    private static double below(double[] sorted, double bits) {
        int less = 0;
        int same = 0;
        for (double other : sorted) {
            less += other < bits ? 1 : 0;
            same += Double.compare(other, bits) == 0 ? 1 : 0;
        }
        return less + same / 2.0;
    }
}
