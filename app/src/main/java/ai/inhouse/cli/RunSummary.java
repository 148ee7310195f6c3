package ai.inhouse.cli;

import ai.inhouse.base.Json;
import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.report.TerminalTable;
import ai.inhouse.jobs.RecipeRun;
import ai.inhouse.jobs.StageRecord;
import java.nio.file.Path;

/// What a run came to, for people: a line a stage, the report, and what to do next.
final class RunSummary {
    private static final int WIDTH = 110;

    private RunSummary() {}

    static String text(RecipeRun.Outcome outcome, Path workspace) {
        StringBuilder text = new StringBuilder("Run " + outcome.run() + "\n");
        for (StageRecord stage : outcome.stages()) {
            text.append(
                    "  %-32s %-9s %s%n"
                            .formatted(stage.name(), stage.state().code(), brief(stage)));
        }
        outcome.output("report", "json")
                .map(json -> Json.read(workspace.resolve(json), EvaluationReport.class))
                .ifPresent(r -> text.append('\n').append(TerminalTable.render(r, WIDTH)));
        outcome.output("report", "page")
                .map(workspace::resolve)
                .ifPresent(page -> text.append("\nReport     ").append(page).append('\n'));
        outcome.output("deploy", "model").ifPresent(model -> text.append(next(model, workspace)));
        return text.toString();
    }

    /// The table says what evaluations measured.
    private static String brief(StageRecord stage) {
        return stage.name().startsWith("evaluate_") ? "" : stage.message();
    }

    private static String next(String model, Path workspace) {
        String option =
                workspace.equals(Path.of("workspace").toAbsolutePath().normalize())
                        ? ""
                        : " --workspace " + workspace;
        return """
        Workspace  %2$s
        Next
          ./inhouse chat%3$s     talk with %1$s
          ./inhouse serve%3$s    offer it as an OpenAI-compatible API
          ./inhouse studio%3$s   see the run, the corpus and the report in the browser
          ./inhouse init --documents DIR --workspace MINE   the same for your own documents
        """
                .formatted(model, workspace, option);
    }
}
