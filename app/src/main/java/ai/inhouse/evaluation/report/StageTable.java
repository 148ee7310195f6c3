package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.Measure;
import ai.inhouse.evaluation.Measurement;
import ai.inhouse.evaluation.Stage;

/// Every figure: a row for each stage, a column for each measure.
final class StageTable {
    private StageTable() {}

    static Html of(EvaluationReport report) {
        Html head = Html.of("tr").add(Html.of("th").attr("scope", "col").text("Stage"));
        for (Measure measure : report.measures()) {
            head.add(Html.of("th").attr("scope", "col").attr("class", "n").text(measure.title()));
        }
        Html body = Html.of("tbody");
        report.stages().forEach(stage -> body.add(row(report, stage)));
        return ReportPage.scrollable(
                "All figures by stage",
                Html.of("table").attr("class", "stages").add(Html.of("thead").add(head), body));
    }

    private static Html row(EvaluationReport report, Stage stage) {
        Html row = Html.of("tr").add(Html.of("th").attr("scope", "row").text(stage.title()));
        for (Measure measure : report.measures()) {
            row.add(
                    stage.measurement(measure.name())
                            .map(StageTable::cell)
                            .orElseGet(() -> Html.of("td", "n absent", "not measured")));
        }
        return row;
    }

    private static Html cell(Measurement measured) {
        Measure measure = measured.measure();
        Html cell = Html.of("td").attr("class", "n");
        cell.add(Html.of("b").text(measure.format(measured.value())));
        measured.interval().ifPresent(i -> cell.add(Html.of("small").text(measure.format(i))));
        return cell.add(Html.of("small").text("n " + measured.n()));
    }
}
