package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.RunFolder;
import ai.inhouse.jobs.StageRecord;
import ai.inhouse.jobs.StageState;
import ai.inhouse.store.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `inhouse runs`: what was run, and how far it came.
@Command(
        name = "runs",
        description = "List runs, show one.",
        mixinStandardHelpOptions = true,
        subcommands = {RunsCommand.Listing.class, RunsCommand.Show.class})
final class RunsCommand extends Group {
    private static List<RunFolder> all(Subcommand command) {
        try (Workspace workspace = command.openWorkspace()) {
            return RunFolder.all(workspace.folder().resolve("runs"));
        }
    }

    private static Map<String, Object> describe(RunFolder run) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("run", run.id());
        value.put("folder", run.folder().toString());
        value.put("stages", run.stages());
        return value;
    }

    /// `runs list`.
    @Command(
            name = "list",
            description = "List the workspace's runs, newest first.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse runs list"})
    static final class Listing extends Subcommand {
        @Override
        public Integer call() {
            List<Map<String, Object>> runs = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (RunFolder run : all(this).reversed()) {
                runs.add(describe(run));
                text.append("%s  %s%n".formatted(run.id(), state(run.stages())));
            }
            return done(
                    Map.of("runs", runs),
                    text.isEmpty() ? "There are no runs yet." : text.toString());
        }

        /// The first stage that is not through tells how far a run is.
        private static String state(List<StageRecord> stages) {
            return stages.stream()
                    .filter(
                            s ->
                                    switch (s.state()) {
                                        case PENDING, RUNNING, FAILED -> true;
                                        case DONE, UNCHANGED, SKIPPED -> false;
                                    })
                    .findFirst()
                    .map(s -> s.name() + " " + s.state().code())
                    .orElse(StageState.DONE.code());
        }
    }

    /// `runs show`.
    @Command(
            name = "show",
            description = "Show a run's stages and what came of each.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse runs show 2026-11-24-001"})
    static final class Show extends Subcommand {
        @Parameters(paramLabel = "RUN", description = "As 'runs list' names it.")
        private String id = "";

        @Override
        public Integer call() {
            RunFolder run =
                    all(this).stream()
                            .filter(r -> r.id().equals(id))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            InhouseException.badInput(
                                                    "showing a run",
                                                    id,
                                                    "there is no such run",
                                                    "See them with 'inhouse runs list'."));
            StringBuilder text = new StringBuilder(run.folder() + "\n");
            for (StageRecord stage : run.stages()) {
                text.append(
                        "  %-32s %-9s %s%n"
                                .formatted(stage.name(), stage.state().code(), stage.message()));
            }
            return done(describe(run), text.toString());
        }
    }
}
