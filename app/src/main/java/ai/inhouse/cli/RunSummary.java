package ai.inhouse.cli;

import ai.inhouse.jobs.RecipeRun;
import ai.inhouse.jobs.StageRecord;
import java.nio.file.Path;

/// What a run came to, for people: a line a stage, and what to do next.
final class RunSummary {
    private RunSummary() {}

    static String text(RecipeRun.Outcome outcome, Path workspace) {
        StringBuilder text = new StringBuilder("Run " + outcome.run() + "\n");
        for (StageRecord stage : outcome.stages()) {
            text.append(
                    "  %-32s %-9s %s%n"
                            .formatted(stage.name(), stage.state().code(), stage.message()));
        }
        outcome.output("report", "page").ifPresent(page -> text.append("Report  ").append(page));
        outcome.output("deploy", "model")
                .ifPresent(
                        model ->
                                text.append(
                                        """

                                        Next
                                          inhouse chat      talk with %s
                                          inhouse serve     offer it as an OpenAI-compatible API
                                          inhouse studio    see the run in the browser
                                        Workspace %s"""
                                                .formatted(model, workspace)));
        return text.toString();
    }
}
