package ai.inhouse.evaluation.report;

import ai.inhouse.alignment.review.ModelMatches.Match;
import ai.inhouse.evaluation.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Whose answers people prefer: models against each other.
final class MatchTable {
    private static final double SIGNIFICANCE = 0.05;

    private MatchTable() {}

    static Html of(List<Match> matches) {
        Html body = Html.of("tbody");
        for (Match m : matches) {
            body.add(
                    Tables.row(
                            m.first(),
                            m.second(),
                            Integer.toString(m.wins()),
                            Integer.toString(m.losses()),
                            Integer.toString(m.ties()),
                            verdict(m)));
        }
        Html list = Tables.headed("Model", "against", "preferred", "not", "alike", "Sign test");
        return ReportPage.section(
                "Whose answers people prefer",
                winRates(matches),
                ReportPage.scrollable("Choices between models", list.add(body)));
    }

    /// Whether chance alone would split them so, by the exact sign test; where it might, about how
    /// many choices would show a split like this.
    private static String verdict(Match m) {
        double p = Comparison.signTest(m.wins(), m.losses());
        if (p < SIGNIFICANCE) {
            return m.wins() > m.losses() ? "better" : "worse";
        }
        int n = m.wins() + m.losses();
        double lead = n == 0 ? 0 : (m.wins() - m.losses()) / (double) n;
        // Two-sided 5% and a power of 80%, of a share that differs from one half by lead / 2.
        return lead == 0
                ? "not shown"
                : String.format(
                        Locale.ROOT,
                        "not shown; about %,.0f choices would show it",
                        Math.ceil(Math.pow(2.8016 / lead, 2)));
    }

    /// Row against column.
    private static Html winRates(List<Match> matches) {
        Set<String> models = new TreeSet<>();
        matches.forEach(m -> models.addAll(List.of(m.first(), m.second())));
        List<String> head = new ArrayList<>(List.of("Share of choices won"));
        head.addAll(models);
        Html body = Html.of("tbody");
        for (String row : models) {
            Html cells = Tables.titled(row);
            for (String column : models) {
                cells.add(
                        matches.stream()
                                .map(m -> oriented(m, row, column))
                                .flatMap(List::stream)
                                .findFirst()
                                .map(MatchTable::winRate)
                                .orElse(Html.of("td", "heat-0", "–")));
            }
            body.add(cells);
        }
        Html table = Tables.headed(head).attr("class", "matrix");
        return ReportPage.scrollable("Share of choices won, row against column", table.add(body));
    }

    private static List<Match> oriented(Match m, String row, String column) {
        if (m.first().equals(row) && m.second().equals(column)) {
            return List.of(m);
        }
        return m.first().equals(column) && m.second().equals(row)
                ? List.of(
                        new Match(
                                row,
                                column,
                                /* wins= */ m.losses(),
                                /* losses= */ m.wins(),
                                m.ties()))
                : List.of();
    }

    private static Html winRate(Match m) {
        int n = m.wins() + m.losses();
        double share = n == 0 ? 0.5 : m.wins() / (double) n;
        return Html.of(
                "td",
                "heat-" + (int) Math.round(5 * share),
                n == 0 ? "–" : String.format(Locale.ROOT, "%.0f%%", 100 * share));
    }
}
