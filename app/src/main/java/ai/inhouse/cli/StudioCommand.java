package ai.inhouse.cli;

import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.DeploymentFollower;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.jobs.ServeSettings;
import ai.inhouse.jobs.ServedAdapters;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.retrieval.PassageIndexes;
import ai.inhouse.serving.Adapters;
import ai.inhouse.serving.Address;
import ai.inhouse.serving.ModelServer;
import ai.inhouse.serving.ServedModel;
import ai.inhouse.store.Workspace;
import ai.inhouse.web.Studio;
import ai.inhouse.web.WorkspaceStudio;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `inhouse studio`: the workspace in the browser.
@Command(
        name = "studio",
        description =
                "Watch runs, look at models, corpus and evaluations, review answers, and chat, in the"
                        + " browser.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse studio --port 8090",
            "  inhouse reviewers add ada --role owner",
            "  inhouse studio --host 0.0.0.0 --tls-cert server.pem --tls-key server.key"
        })
final class StudioCommand extends Subcommand {
    @Mixin private ModelOption model = new ModelOption();
    @Mixin private TlsOptions tls = new TlsOptions();

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "8090",
            description = "Port; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 8090;

    @Option(
            names = "--grounded",
            description = {
                "Let the chat answer from the newest corpus, with sources; makes the index if",
                "need be. Where there is one, the chat offers it anyway."
            })
    private boolean grounded;

    @Override
    public Integer call() throws InterruptedException {
        try (Workspace workspace = Workspace.create(workspaceFolder())) {
            if (model.named().isPresent()) {
                try (OpenModel open = model.openToServe(workspace)) {
                    long bytes = ServedAdapters.usualBytes();
                    Adapters adapters =
                            ModelOption.adapters(workspace, open, Optional.empty(), bytes);
                    serve(workspace, List.of(Served.of(open, adapters)), studio -> {});
                }
            } else {
                following(workspace);
            }
        }
        return 0;
    }

    /// Until a model is deployed there is no chat, but all else.
    private void following(Workspace workspace) throws InterruptedException {
        try (DeploymentFollower follower =
                new DeploymentFollower(
                        workspace,
                        model.opener(workspace),
                        open -> deployed(workspace, open),
                        false,
                        this::note)) {
            List<ServedModel> first =
                    Deployment.read(workspace).map(follower::first).orElse(List.of());
            serve(workspace, first, follower::follow);
        }
    }

    private static ServedModel deployed(Workspace workspace, OpenModel open) {
        long bytes = ServedAdapters.usualBytes();
        return Served.of(
                open, ModelOption.adaptersOfDeployed(workspace, open, Optional.empty(), bytes));
    }

    private void serve(Workspace workspace, List<ServedModel> models, Consumer<ModelServer> started)
            throws InterruptedException {
        Optional<Grounding> grounding = grounding(workspace);
        Address address = tls.address(host, port, ServeSettings.read(workspace.recipe()));
        try (Studio studio =
                Studio.start(
                        address,
                        new WorkspaceStudio(workspace),
                        workspace.database(),
                        models,
                        grounding)) {
            started.accept(studio);
            String url = address.url(studio.port()) + "/";
            done(Map.of("url", url, "port", studio.port()), "Studio at " + url);
            ServeCommand.waitForTheEnd(studio);
        } finally {
            grounding.ifPresent(Grounding::close);
        }
    }

    /// Where the corpus has an index it costs little to offer it.
    private Optional<Grounding> grounding(Workspace workspace) {
        return grounded || new PassageIndexes(workspace).current()
                ? Optional.of(Grounding.open(workspace, progress()))
                : Optional.empty();
    }
}
