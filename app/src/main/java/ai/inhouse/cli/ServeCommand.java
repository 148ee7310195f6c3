package ai.inhouse.cli;

import ai.inhouse.jobs.CompanyRules;
import ai.inhouse.jobs.DeploymentFollower;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.jobs.ReviewedFeedback;
import ai.inhouse.jobs.ShadowReviews;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.serving.ApiServer;
import ai.inhouse.serving.AuditLog;
import ai.inhouse.serving.KeyFile;
import ai.inhouse.serving.Keys;
import ai.inhouse.serving.Limits;
import ai.inhouse.serving.ModelServer;
import ai.inhouse.serving.ServedModel;
import ai.inhouse.serving.Surroundings;
import ai.inhouse.store.Workspace;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `inhouse serve`: a model behind OpenAI's API.
@Command(
        name = "serve",
        description = {
            "Offer a model as an OpenAI-compatible API: the deployed one, also when another is",
            "deployed meanwhile; or, with --model, that one.",
            "Listens on loopback; there no key is needed until one exists.",
            "Requests are recorded in the workspace's audit.jsonl, without their text."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse serve --port 8080",
            "  inhouse serve --grounded",
            "  curl http://127.0.0.1:8080/v1/chat/completions -d '{\"model\": \"harbour\","
                    + " \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}'"
        })
final class ServeCommand extends Subcommand {
    @Mixin private ModelOption model = new ModelOption();

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "Port; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(names = "--no-auth", description = "Ask for no key, though some exist.")
    private boolean noAuth;

    @Option(
            names = "--grounded",
            description = {
                "Answer from the newest corpus where a request says 'grounded': true, with",
                "sources, from documents that its key may read; makes the index if need be."
            })
    private boolean grounded;

    @Option(
            names = "--no-standby",
            description = {
                "Do not keep the model open that answered before the last deployment: less",
                "memory, and a rollback has to load it."
            })
    private boolean noStandby;

    @Override
    public Integer call() throws InterruptedException {
        try (Workspace workspace = model.workspace(this)) {
            if (model.named().isPresent()) {
                pinned(workspace);
            } else {
                following(workspace);
            }
        }
        return 0;
    }

    /// One model, whatever is deployed.
    private void pinned(Workspace workspace) throws InterruptedException {
        try (OpenModel open = model.open(workspace)) {
            serve(workspace, List.of(Served.of(open)), server -> {});
        }
    }

    /// The deployed model, from one deployment to the next.
    private void following(Workspace workspace) throws InterruptedException {
        try (DeploymentFollower follower =
                new DeploymentFollower(
                        workspace, model::open, Served::of, !noStandby, this::note)) {
            List<ServedModel> first = follower.first(ModelOption.deployed(workspace));
            serve(workspace, first, follower::follow);
        }
    }

    private void serve(Workspace workspace, List<ServedModel> models, Consumer<ModelServer> started)
            throws InterruptedException {
        Optional<Grounding> grounding =
                grounded ? Optional.of(Grounding.open(workspace, progress())) : Optional.empty();
        try (ApiServer server = start(workspace, models, grounding)) {
            String url = "http://%s:%d/v1".formatted(host, server.port());
            started.accept(server);
            String name = models.getFirst().name();
            done(
                    Map.of("url", url, "model", name, "port", server.port()),
                    "Serving %s at %s".formatted(name, url));
            waitForTheEnd(server);
        } finally {
            grounding.ifPresent(Grounding::close);
        }
    }

    private ApiServer start(
            Workspace workspace, List<ServedModel> models, Optional<Grounding> grounding) {
        Keys keys =
                noAuth
                        ? Keys.none()
                        : new KeyFile(
                                workspaceFolder().resolve("keys.json"), InstantSource.system());
        Surroundings beside =
                ShadowReviews.in(workspace)
                        .map(Surroundings.NONE::withShadows)
                        .orElse(Surroundings.NONE)
                        .with(new AuditLog(workspaceFolder().resolve("audit.jsonl")))
                        .with(ReviewedFeedback.in(workspace))
                        .with(grounding)
                        .with(CompanyRules.of(workspace));
        return ApiServer.start(host, port, models, keys, Limits.DEFAULT, beside);
    }

    /// Until the process is told to stop; then what is being answered is finished first.
    static void waitForTheEnd(AutoCloseable server) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(
                                        () -> {
                                            try {
                                                server.close();
                                            } catch (Exception e) {
                                                System.err.println("stopping: " + e.getMessage());
                                            }
                                            end.countDown();
                                        }));
        end.await();
    }
}
