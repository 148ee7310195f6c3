package ai.inhouse.cli;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.evaluation.report.DashboardPage;
import ai.inhouse.jobs.Dashboards;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse align dashboard`: the dashboard as one page.
@Command(
        name = "dashboard",
        description = {
            "Write the dashboard as one HTML page: reviews by day, agreement, whose answers people",
            "prefer, reward against KL, policies and tones by version, answers side by side.",
            "The studio shows the same."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse align dashboard --to dashboard.html"})
final class AlignDashboardCommand extends Subcommand {
    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Where it goes (default: dashboard.html in the workspace).")
    private @Nullable Path to;

    @Option(
            names = "--before",
            paramLabel = "VERSION",
            description = "Version whose answers are compared (default: the last but one).")
    private @Nullable String before;

    @Option(
            names = "--after",
            paramLabel = "VERSION",
            description = "Version that they are compared with (default: the last).")
    private @Nullable String after;

    @Override
    public Integer call() {
        try (Workspace workspace = openWorkspace()) {
            Path file = to == null ? workspace.folder().resolve("dashboard.html") : to;
            String page =
                    DashboardPage.render(
                            new Dashboards(workspace)
                                    .of(Optional.ofNullable(before), Optional.ofNullable(after)));
            DurableFiles.write(file, page);
            return done(Map.of("file", file.toString()), "Dashboard at " + file);
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "writing the dashboard",
                    to == null ? workspaceFolder() : to,
                    e,
                    "Name a file that you may write with --to.");
        }
    }
}
