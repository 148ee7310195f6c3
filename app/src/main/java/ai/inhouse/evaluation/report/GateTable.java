package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.Gate;

/// The gates and what came of them.
final class GateTable {
    private GateTable() {}

    static Html of(EvaluationReport report) {
        Html body = Html.of("tbody");
        report.gates().forEach(result -> body.add(row(result)));
        return ReportPage.scrollable(
                "Gates", Tables.headed("Verdict", "Gate", "Measured").add(body));
    }

    private static Html row(Gate.Result result) {
        return Html.of("tr")
                .add(
                        Html.of("td").add(pill(result.passed())),
                        Html.of("th")
                                .attr("scope", "row")
                                .add(Html.of("code").text(result.gate().toString())),
                        Html.of("td").text(result.reason()));
    }

    private static Html pill(boolean passed) {
        return Html.of("span", passed ? "mark good" : "mark bad", passed ? "✓ pass" : "✗ fail");
    }
}
