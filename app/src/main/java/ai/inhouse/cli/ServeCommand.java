package ai.inhouse.cli;

import ai.inhouse.jobs.CompanyRules;
import ai.inhouse.jobs.DeploymentFollower;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.jobs.ReviewedFeedback;
import ai.inhouse.jobs.ServeSettings;
import ai.inhouse.jobs.ServedAdapters;
import ai.inhouse.jobs.ShadowReviews;
import ai.inhouse.jobs.TrainingGauges;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.serving.Adapters;
import ai.inhouse.serving.Address;
import ai.inhouse.serving.ApiServer;
import ai.inhouse.serving.AuditLog;
import ai.inhouse.serving.KeyFile;
import ai.inhouse.serving.Keys;
import ai.inhouse.serving.Limits;
import ai.inhouse.serving.ModelServer;
import ai.inhouse.serving.ServedModel;
import ai.inhouse.serving.Surroundings;
import ai.inhouse.serving.Upstreams;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `inhouse serve`: a model behind OpenAI's API.
@Command(
        name = "serve",
        description = {
            "Offer a model as an OpenAI-compatible API: the deployed one, also when another is",
            "deployed meanwhile; or, with --model, that one.",
            "Listens on loopback; there no key is needed until one exists. Beyond it, keys and",
            "TLS are.",
            "Requests are recorded in the workspace's audit.jsonl, without their text."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse serve --port 8080",
            "  inhouse serve --grounded",
            "  inhouse serve --host 0.0.0.0 --tls-cert server.pem --tls-key server.key",
            "  inhouse serve --upstream http://127.0.0.1:8000,http://127.0.0.1:8001",
            "  inhouse serve --model smollm2 --adapters support,legal",
            "  curl http://127.0.0.1:8080/v1/chat/completions -H 'Content-Type: application/json'"
                    + " -d '{\"model\": \"harbour\","
                    + " \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}'"
        })
final class ServeCommand extends Subcommand {
    @Mixin private ModelOption model = new ModelOption();
    @Mixin private TlsOptions tls = new TlsOptions();
    @Mixin private UpstreamOptions upstream = new UpstreamOptions();

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

    @Option(
            names = "--adapters",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Adapters of the model that may be asked by name (default: all that lie beside",
                "it, also those that come while it is served); none for none."
            })
    private @Nullable Set<String> adapters;

    @Option(
            names = "--adapter-memory",
            paramLabel = "MIB",
            description =
                    "MiB for adapters at once (default: half of what Java may take). The one not"
                            + " asked for longest makes room.")
    private @Nullable Integer adapterMemory;

    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description =
                    "Recipe whose 'serve' and 'egress' count (default: inhouse.yaml in the"
                            + " workspace).")
    private @Nullable Path recipe;

    /// Where it listens, and the servers that it stands before.
    private record Site(Address address, Optional<Upstreams> upstreams) {}

    @Override
    public Integer call() throws InterruptedException {
        // Before other servers it needs no model, so that it may be new.
        try (Workspace workspace =
                upstream.given() ? Workspace.create(workspaceFolder()) : model.workspace(this)) {
            Path named = recipe;
            ServeSettings settings = ServeSettings.read(named == null ? workspace.recipe() : named);
            Address address = tls.address(host, port, settings);
            Site site = new Site(address, upstream.open(settings));
            try {
                serve(workspace, site);
            } finally {
                site.upstreams().ifPresent(Upstreams::close);
            }
        }
        return 0;
    }

    /// @param beside finds those of one model
    private ServedModel served(Workspace workspace, OpenModel open, Beside beside) {
        if (adapters != null && adapters.equals(Set.of("none"))) {
            return Served.of(open, Adapters.none());
        }
        long bytes =
                adapterMemory == null ? ServedAdapters.usualBytes() : (long) adapterMemory << 20;
        return Served.of(open, beside.of(workspace, open, Optional.ofNullable(adapters), bytes));
    }

    /// Finds the adapters of a model.
    @FunctionalInterface
    private interface Beside {
        Adapters of(Workspace workspace, OpenModel open, Optional<Set<String>> only, long bytes);
    }

    /// Before other servers only a model that was named is answered here.
    private void serve(Workspace workspace, Site site) throws InterruptedException {
        if (model.named().isPresent()) {
            pinned(workspace, site);
        } else if (site.upstreams().isPresent()) {
            serve(workspace, site, List.of(), server -> {});
        } else {
            following(workspace, site);
        }
    }

    /// One model, whatever is deployed.
    private void pinned(Workspace workspace, Site site) throws InterruptedException {
        try (OpenModel open = model.openToServe(workspace)) {
            ServedModel one = served(workspace, open, ModelOption::adapters);
            serve(workspace, site, List.of(one), server -> {});
        }
    }

    /// The deployed model, from one deployment to the next.
    private void following(Workspace workspace, Site site) throws InterruptedException {
        try (DeploymentFollower follower =
                new DeploymentFollower(
                        workspace,
                        model.opener(workspace),
                        open -> served(workspace, open, ModelOption::adaptersOfDeployed),
                        !noStandby,
                        this::note)) {
            List<ServedModel> first = follower.first(ModelOption.deployed(workspace));
            serve(workspace, site, first, follower::follow);
        }
    }

    private void serve(
            Workspace workspace, Site site, List<ServedModel> models, Consumer<ModelServer> started)
            throws InterruptedException {
        Optional<Grounding> grounding =
                grounded ? Optional.of(Grounding.open(workspace, progress())) : Optional.empty();
        try (ApiServer server = start(workspace, site, models, grounding)) {
            started.accept(server);
            server.measureBeside(new TrainingGauges(workspaceFolder().resolve("runs")));
            String url = site.address().url(server.port()) + "/v1";
            String name = models.isEmpty() ? "" : models.getFirst().name();
            done(
                    Map.of("url", url, "model", name, "port", server.port()),
                    "Serving %s at %s".formatted(name.isEmpty() ? "other servers" : name, url));
            waitForTheEnd(server);
        } finally {
            grounding.ifPresent(Grounding::close);
        }
    }

    private ApiServer start(
            Workspace workspace,
            Site site,
            List<ServedModel> models,
            Optional<Grounding> grounding) {
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
                        .with(CompanyRules.of(workspace))
                        .before(site.upstreams());
        return ApiServer.start(site.address(), models, keys, Limits.DEFAULT, beside);
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
