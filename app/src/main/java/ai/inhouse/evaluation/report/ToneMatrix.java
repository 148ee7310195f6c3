package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.Item;
import ai.inhouse.evaluation.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Tones asked for against tones given, as a shaded table.
final class ToneMatrix {
    private static final int SHADES = 10;

    private ToneMatrix() {}

    /// @param measurement of tone adherence
    static Html of(String stage, Measurement measurement) {
        Map<String, Map<String, Integer>> counts = counts(measurement);
        TreeSet<String> judged = new TreeSet<>(counts.keySet());
        counts.values().forEach(row -> judged.addAll(row.keySet()));
        List<String> titles = new ArrayList<>(List.of("asked for"));
        titles.addAll(judged);
        Html body = Html.of("tbody");
        counts.forEach((tone, row) -> body.add(row(tone, row, List.copyOf(judged))));
        Html table =
                Tables.headed(titles)
                        .attr("class", "matrix")
                        .attr("aria-label", "Tones of " + stage)
                        .add(body);
        return Html.of("figure").add(Html.of("figcaption").text(stage), table);
    }

    private static Map<String, Map<String, Integer>> counts(Measurement measurement) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        for (Item item : measurement.items()) {
            item.sample()
                    .ifPresent(
                            s ->
                                    counts.computeIfAbsent(s.expected(), t -> new TreeMap<>())
                                            .merge(s.judged(), 1, (a, b) -> a + b));
        }
        return counts;
    }

    private static Html row(String tone, Map<String, Integer> counts, List<String> judged) {
        int sum = counts.values().stream().mapToInt(count -> count).sum();
        List<Html> cells = new ArrayList<>();
        for (String other : judged) {
            int count = counts.getOrDefault(other, 0);
            int shade = Math.round((float) SHADES * count / sum);
            String kind = other.equals(tone) ? "asked heat-" : "heat-";
            cells.add(Html.of("td", kind + shade, Integer.toString(count)));
        }
        return Tables.titled(tone).addAll(cells);
    }
}
