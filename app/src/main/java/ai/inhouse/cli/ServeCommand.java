package ai.inhouse.cli;

import ai.inhouse.jobs.OpenModel;
import ai.inhouse.jobs.ReviewedFeedback;
import ai.inhouse.jobs.ServeSettings;
import ai.inhouse.jobs.ServedAdapters;
import ai.inhouse.jobs.TrainingGauges;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.serving.Adapters;
import ai.inhouse.serving.Address;
import ai.inhouse.serving.ApiServer;
import ai.inhouse.serving.AuditLog;
import ai.inhouse.serving.KeyFile;
import ai.inhouse.serving.Keys;
import ai.inhouse.serving.Limits;
import ai.inhouse.serving.Upstreams;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `inhouse serve`: a model behind OpenAI's API.
@Command(
        name = "serve",
        description = {
            "Offer a model as an OpenAI-compatible API.",
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
            "  curl http://127.0.0.1:8080/v1/chat/completions -d '{\"model\": \"harbour\","
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

    @Override
    public Integer call() throws InterruptedException {
        // Before other servers it needs no model, so that it may be new.
        try (Workspace workspace =
                upstream.given() ? Workspace.create(workspaceFolder()) : model.workspace(this)) {
            Path named = recipe;
            ServeSettings settings = ServeSettings.read(named == null ? workspace.recipe() : named);
            Address address = tls.address(host, port, settings);
            Optional<Upstreams> upstreams = upstream.open(settings);
            try {
                serve(workspace, address, upstreams);
            } finally {
                upstreams.ifPresent(Upstreams::close);
            }
        }
        return 0;
    }

    private Adapters adapters(Workspace workspace, OpenModel open) {
        if (adapters != null && adapters.equals(Set.of("none"))) {
            return Adapters.none();
        }
        long bytes =
                adapterMemory == null ? ServedAdapters.usualBytes() : (long) adapterMemory << 20;
        return ModelOption.adapters(workspace, open, Optional.ofNullable(adapters), bytes);
    }

    /// Before other servers only a model that was named is answered here.
    private void serve(Workspace workspace, Address address, Optional<Upstreams> upstreams)
            throws InterruptedException {
        boolean here = upstreams.isEmpty() || model.named().isPresent();
        Optional<OpenModel> open = here ? Optional.of(model.openToServe(workspace)) : Optional.empty();
        Optional<Grounding> grounding = Optional.empty();
        try {
            if (grounded) {
                grounding = Optional.of(Grounding.open(workspace, progress()));
            }
            try (ApiServer server =
                    ApiServer.start(address, setup(workspace, open, grounding, upstreams))) {
                server.measureBeside(new TrainingGauges(workspaceFolder().resolve("runs")));
                String url = address.url(server.port()) + "/v1";
                String name = open.map(OpenModel::name).orElse("");
                done(
                        Map.of("url", url, "model", name, "port", server.port()),
                        "Serving %s at %s".formatted(name.isEmpty() ? "other servers" : name, url));
                waitForTheEnd(server);
            }
        } finally {
            grounding.ifPresent(Grounding::close);
            open.ifPresent(OpenModel::close);
        }
    }

    private ApiServer.Setup setup(
            Workspace workspace,
            Optional<OpenModel> open,
            Optional<Grounding> grounding,
            Optional<Upstreams> upstreams) {
        Keys keys =
                noAuth
                        ? Keys.none()
                        : new KeyFile(
                                workspaceFolder().resolve("keys.json"), InstantSource.system());
        return new ApiServer.Setup(
                open.map(one -> Served.of(one, adapters(workspace, one))).stream().toList(),
                keys,
                Limits.DEFAULT,
                Optional.of(new AuditLog(workspaceFolder().resolve("audit.jsonl"))),
                Optional.of(ReviewedFeedback.in(workspace)),
                grounding,
                upstreams);
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
