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
        Html head = Html.of("tr").add(header("col", "asked for"));
        judged.forEach(tone -> head.add(header("col", tone)));
        Html body = Html.of("tbody");
        counts.forEach((tone, row) -> body.add(row(tone, row, List.copyOf(judged))));
        Html table =
                Html.of("table")
                        .attr("class", "matrix")
                        .attr("aria-label", "Tones of " + stage)
                        .add(Html.of("thead").add(head), body);
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
        return Html.of("tr").add(header("row", tone)).addAll(cells);
    }

    private static Html header(String scope, String text) {
        return Html.of("th").attr("scope", scope).text(text);
    }
}
