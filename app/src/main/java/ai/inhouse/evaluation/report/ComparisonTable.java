package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.Comparison;
import ai.inhouse.evaluation.EvaluationReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Stages against each other on the same cases, pair by pair.
final class ComparisonTable {
    private static final List<String> COLUMNS =
            List.of("Measure", "Difference", "Won, lost, tied", "Sign test", "Verdict");

    private ComparisonTable() {}

    static Html of(EvaluationReport report) {
        Html table = Tables.headed(COLUMNS).attr("class", "compared");
        Map<String, Html> pairs = new LinkedHashMap<>();
        for (Comparison c : report.comparisons()) {
            String pair =
                    report.stage(c.to()).title() + " against " + report.stage(c.from()).title();
            pairs.computeIfAbsent(pair, ComparisonTable::group).add(row(c));
        }
        pairs.values().forEach(table::add);
        return ReportPage.scrollable("Comparisons", table);
    }

    private static Html group(String pair) {
        Html title =
                Html.of("th", "pair", pair)
                        .attr("scope", "rowgroup")
                        .attr("colspan", COLUMNS.size());
        return Html.of("tbody").add(Html.of("tr").add(title));
    }

    private static Html row(Comparison c) {
        Html difference =
                Html.of("td").add(Html.of("b").text(c.measure().formatDifference(c.difference())));
        c.interval()
                .ifPresent(
                        i ->
                                difference.add(
                                        Html.of("small", "note", c.measure().formatDifference(i))));
        String counts = "%d, %d, %d".formatted(c.wins(), c.losses(), c.n() - c.wins() - c.losses());
        return Html.of("tr")
                .add(
                        Html.of("th").attr("scope", "row").text(c.measure().title()),
                        difference,
                        Html.of("td").text(counts),
                        Html.of("td").text(probability(c.signTest())),
                        verdict(c));
    }

    private static String probability(double p) {
        return p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", p);
    }

    private static Html verdict(Comparison c) {
        Html cell = Html.of("td");
        switch (c.verdict()) {
            case BETTER -> cell.add(Html.of("span", "mark good", "▲ better"));
            case WORSE -> cell.add(Html.of("span", "mark bad", "▼ worse"));
            case NOT_SHOWN -> cell.add(Html.of("span", "mark", "● not shown"));
        }
        c.neededCases()
                .ifPresent(
                        n ->
                                cell.add(
                                        Html.of(
                                                "small",
                                                "note",
                                                String.format(
                                                        Locale.ROOT,
                                                        "about %,d cases would show it",
                                                        n))));
        return cell;
    }
}
