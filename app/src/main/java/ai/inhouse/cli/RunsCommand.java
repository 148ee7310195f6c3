package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.RunFolder;
import ai.inhouse.jobs.StageRecord;
import ai.inhouse.jobs.StageState;
import ai.inhouse.jobs.TensorBoardExport;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse runs`: what was run, and how far it came.
@Command(
        name = "runs",
        description = "List runs, show or export one.",
        mixinStandardHelpOptions = true,
        subcommands = {RunsCommand.Listing.class, RunsCommand.Show.class, RunsCommand.Export.class})
final class RunsCommand extends Group {
    private static List<RunFolder> all(Subcommand command) {
        try (Workspace workspace = command.openWorkspace()) {
            return RunFolder.all(workspace.folder().resolve("runs"));
        }
    }

    static RunFolder find(Subcommand command, String doing, String id) {
        return all(command).stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                InhouseException.badInput(
                                        doing,
                                        id,
                                        "there is no such run",
                                        "See them with 'inhouse runs list'."));
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
            RunFolder run = find(this, "showing a run", id);
            StringBuilder text = new StringBuilder(run.folder() + "\n");
            for (StageRecord stage : run.stages()) {
                text.append(
                        "  %-32s %-9s %s%n"
                                .formatted(stage.name(), stage.state().code(), stage.message()));
            }
            return done(describe(run), text.toString());
        }
    }

    /// What a run's figures can be written as.
    enum Format {
        TENSORBOARD
    }

    /// `runs export`.
    @Command(
            name = "export",
            description = "Write a run's losses and rates for another program.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  inhouse runs export 2026-11-24-001 --format tensorboard --to events",
                "  tensorboard --logdir events"
            })
    static final class Export extends Subcommand {
        @Parameters(paramLabel = "RUN", description = "As 'runs list' names it.")
        private String id = "";

        @Option(
                names = "--format",
                defaultValue = "tensorboard",
                description = "tensorboard (default: ${DEFAULT-VALUE}).")
        private Format format = Format.TENSORBOARD;

        @Option(names = "--to", required = true, paramLabel = "DIR", description = "Folder.")
        private Path to = Path.of("");

        @Override
        public Integer call() {
            RunFolder run = find(this, "exporting a run", id);
            TensorBoardExport.Written written =
                    switch (format) {
                        case TENSORBOARD -> new TensorBoardExport(run).to(to);
                    };
            StringBuilder text = new StringBuilder(written.folder() + "\n");
            written.rows()
                    .forEach(
                            (stage, rows) ->
                                    text.append("  %-32s %d rows%n".formatted(stage, rows)));
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("run", id);
            value.put("folder", written.folder().toString());
            value.put("rows", written.rows());
            return done(value, text.toString());
        }
    }
}
