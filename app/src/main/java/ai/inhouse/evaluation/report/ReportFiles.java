package ai.inhouse.evaluation.report;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.evaluation.EvaluationReport;
import java.io.IOException;
import java.nio.file.Path;

/// Writes a report where people and programs find it.
public final class ReportFiles {
    private ReportFiles() {}

    /// What was written.
    ///
    /// @param page for people
    /// @param json the same for programs, with every case
    public record Written(Path page, Path json) {}

    /// @param folder gets `report.html` and `report.json`
    public static Written write(EvaluationReport report, Path folder) {
        Path page = folder.resolve("report.html");
        Path json = folder.resolve("report.json");
        try {
            DurableFiles.write(json, Json.pretty(report) + "\n");
            DurableFiles.write(page, ReportPage.render(report));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing the evaluation report",
                    folder,
                    e,
                    "Check that the disk has room and that the folder may be written.");
        }
        return new Written(page, json);
    }
}
