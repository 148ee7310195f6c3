package ai.inhouse.web;

import ai.inhouse.base.Json;
import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.Measure;
import ai.inhouse.evaluation.Measurement;
import ai.inhouse.evaluation.Stage;
import ai.inhouse.jobs.RunFolder;
import ai.inhouse.web.StudioData.Cell;
import ai.inhouse.web.StudioData.Evaluation;
import ai.inhouse.web.StudioData.GateResult;
import ai.inhouse.web.StudioData.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The evaluation reports of a workspace's runs.
///
/// @param runs the folder of all runs
record WorkspaceReports(Path runs) {
    /// Newest first.
    List<Evaluation> all() {
        return RunFolder.all(runs).reversed().stream()
                .filter(run -> Files.exists(json(run)))
                .map(WorkspaceReports::evaluation)
                .toList();
    }

    private static Path json(RunFolder run) {
        return run.folder().resolve("report.json");
    }

    private static Evaluation evaluation(RunFolder run) {
        EvaluationReport report = Json.read(json(run), EvaluationReport.class);
        Path page = run.folder().resolve("report.html");
        return new Evaluation(
                run.id(),
                report.title(),
                run.stage("report").flatMap(s -> s.finishedAt()).orElse(""),
                report.stages().stream().map(Stage::title).toList(),
                report.measures().stream().map(measure -> row(measure, report)).toList(),
                report.gates().stream()
                        .map(g -> new GateResult(g.gate().toString(), g.passed(), g.reason()))
                        .toList(),
                Files.exists(page) ? Optional.of(page) : Optional.empty());
    }

    private static Row row(Measure measure, EvaluationReport report) {
        return new Row(
                measure.title(),
                measure.meaning(),
                measure.better() == Measure.Better.HIGHER,
                report.stages().stream()
                        .map(stage -> stage.measurement(measure.name()).map(WorkspaceReports::cell))
                        .toList());
    }

    private static Cell cell(Measurement m) {
        return new Cell(
                m.value(),
                m.measure().format(m.value()),
                m.interval().map(m.measure()::format).orElse(""),
                m.n());
    }
}
