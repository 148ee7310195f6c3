package ai.inhouse.cli;

import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.serving.ServedModel;
import ai.inhouse.store.Workspace;
import ai.inhouse.web.Studio;
import ai.inhouse.web.WorkspaceStudio;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `inhouse studio`: the workspace in the browser.
@Command(
        name = "studio",
        description =
                "Watch runs, look at models, corpus and evaluations, and chat, in the browser.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse studio --port 8090"})
final class StudioCommand extends Subcommand {
    @Mixin private ModelOption model = new ModelOption();

    @Option(
            names = "--port",
            defaultValue = "8090",
            description = "Port; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 8090;

    @Override
    public Integer call() throws InterruptedException {
        try (Workspace workspace = Workspace.create(workspaceFolder())) {
            Optional<OpenModel> open = open(workspace);
            try {
                serve(workspace, open.map(Served::of).stream().toList());
            } finally {
                open.ifPresent(OpenModel::close);
            }
        }
        return 0;
    }

    /// Without a model there is no chat, but all else.
    private Optional<OpenModel> open(Workspace workspace) {
        boolean chosen =
                model.named().isPresent() || Deployment.read(workspace.folder()).isPresent();
        return chosen ? Optional.of(model.open(workspace)) : Optional.empty();
    }

    private void serve(Workspace workspace, List<ServedModel> models) throws InterruptedException {
        try (Studio studio =
                Studio.start("127.0.0.1", port, new WorkspaceStudio(workspace), models)) {
            String url = "http://127.0.0.1:%d/".formatted(studio.port());
            done(Map.of("url", url, "port", studio.port()), "Studio at " + url);
            ServeCommand.waitForTheEnd(studio);
        }
    }
}
