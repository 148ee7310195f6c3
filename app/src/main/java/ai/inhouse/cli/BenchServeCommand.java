package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Units;
import ai.inhouse.inference.BatchingGenerator;
import ai.inhouse.inference.EngineOptions;
import ai.inhouse.inference.Generators;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.model.Weights;
import ai.inhouse.serving.Adapters;
import ai.inhouse.serving.ApiServer;
import ai.inhouse.serving.Keys;
import ai.inhouse.serving.Limits;
import ai.inhouse.serving.ServedModel;
import ai.inhouse.serving.load.LoadTarget;
import ai.inhouse.serving.load.MadeUpLanguage;
import ai.inhouse.serving.load.ServeLoad;
import ai.inhouse.serving.load.ServeLoad.Level;
import ai.inhouse.serving.load.Words;
import ai.inhouse.store.Workspace;
import ai.inhouse.training.BuiltInShape;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `inhouse bench serve`: throughput against latency, over HTTP.
@Command(
        name = "serve",
        description = {
            "Throughput against latency as ever more clients ask at once, over HTTP on loopback,",
            "of a model here or of any OpenAI-compatible server."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse bench serve --clients 1,4,16 --json",
            "  inhouse bench serve --url http://127.0.0.1:8081/v1 --model smollm2",
            "  inhouse bench serve --model harbour-tuned --soak 600"
        })
final class BenchServeCommand extends Subcommand {
    /// What our server takes on at a time and lets wait, twice.
    private static final int TWICE_ITS_CAPACITY = 2 * (32 + Limits.DEFAULT.waiting());

    @ParentCommand private BenchCommand bench = new BenchCommand();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "A running server, up to its /v1, instead of one of our own.")
    private @Nullable String url;

    @Option(names = "--key", paramLabel = "KEY", description = "The key that it asks for.")
    private @Nullable String key;

    @Option(
            names = "--clients",
            split = ",",
            defaultValue = "1,2,4,8,16,32",
            description = "How many ask at once, one level after the other.")
    private List<Integer> clients = List.of();

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "How long each level goes on asking (default: ${DEFAULT-VALUE}).")
    private int seconds = 10;

    @Option(
            names = "--prompt",
            paramLabel = "WORDS",
            defaultValue = "50",
            description = "Words of each prompt, all different (default: ${DEFAULT-VALUE}).")
    private int prompt = 50;

    @Option(
            names = "--tokens",
            defaultValue = "64",
            description = "Most tokens of each answer (default: ${DEFAULT-VALUE}).")
    private int tokens = 64;

    @Option(
            names = "--soak",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = {
                "Instead: so long with twice the clients that the server takes on. Fails unless",
                "each request is answered, or refused with a time to come back."
            })
    private int soak;

    @Option(
            names = "--weights",
            defaultValue = "q8_0",
            description = "How a model's weights are held (default: ${DEFAULT-VALUE}).")
    private WeightFormat weights = WeightFormat.Q8_0;

    /// @param model by name
    /// @param levels one for each number of clients
    record Result(
            String model, int promptWords, int tokensOfAnswer, String url, List<Level> levels) {}

    @Override
    public Integer call() throws InterruptedException {
        if (seconds < 1 || prompt < 1 || tokens < 1 || clients.stream().anyMatch(n -> n < 1)) {
            throw InhouseException.badInput(
                    "measuring a server",
                    "the command line",
                    "clients, seconds, words and tokens must be 1 or more",
                    "See 'inhouse bench serve --help'.");
        }
        String running = url;
        if (running != null) {
            return measure(running.replaceFirst("/+$", ""));
        }
        return isShape() ? ofShape() : ofModel();
    }

    private boolean isShape() {
        return BuiltInShape.all().stream().anyMatch(s -> s.title().equals(bench.model()));
    }

    private EngineOptions options() {
        return EngineOptions.fast(bench.threads());
    }

    /// A network with random weights.
    private int ofShape() throws InterruptedException {
        BatchingGenerator generator;
        MadeUpLanguage language;
        int length;
        try (Weights random = bench.weights(this)) {
            generator = Generators.open(random, weights, options());
            language = new MadeUpLanguage(random.config().vocabularySize());
            length = random.config().maxLength();
        }
        try (generator) {
            return own(
                    new ServedModel(
                            bench.model(),
                            generator,
                            language,
                            language,
                            length,
                            ServedModel.Defaults.OPENAI));
        }
    }

    private int ofModel() throws InterruptedException {
        try (Workspace workspace = workspaceFor(bench.model());
                OpenModel open =
                        OpenModel.open(
                                bench.model(),
                                new ModelShelf(workspace, Clock.systemUTC()).find(bench.model()),
                                weights,
                                options())) {
            return own(Served.of(open, Adapters.none()));
        }
    }

    private int own(ServedModel model) throws InterruptedException {
        try (ApiServer server =
                ApiServer.start("127.0.0.1", 0, List.of(model), Keys.none(), Limits.DEFAULT)) {
            return measure("http://127.0.0.1:%d/v1".formatted(server.port()));
        }
    }

    private int measure(String at) throws InterruptedException {
        LoadTarget target = new LoadTarget(at, bench.model(), Optional.ofNullable(key));
        try (ServeLoad load = new ServeLoad(target, new Words(prompt, tokens))) {
            Level warm = load.level(1, Duration.ofSeconds(1));
            if (warm.answered() == 0) {
                throw InhouseException.badInput(
                        "measuring a server",
                        at,
                        "it gave no whole answer as the model " + bench.model(),
                        "Check the address, --model and --key; GET /v1/models lists its models.");
            }
            return soak > 0 ? soaked(load) : levels(load, at);
        }
    }

    private int levels(ServeLoad load, String at) throws InterruptedException {
        List<Level> levels = new ArrayList<>();
        for (int n : clients) {
            levels.add(load.level(n, Duration.ofSeconds(seconds)));
            note("%d clients: %,.0f tokens/s".formatted(n, levels.getLast().tokensPerSecond()));
        }
        return done(
                new Result(bench.model(), prompt, tokens, at, levels),
                ServeChart.of(bench.model(), levels));
    }

    private int soaked(ServeLoad load) throws InterruptedException {
        ServeLoad.Soak result = load.soak(TWICE_ITS_CAPACITY, Duration.ofSeconds(soak));
        Level level = result.level();
        done(
                Map.of("soak", result, "clean", result.isClean(), "memory_growth", result.growth()),
                String.format(
                        Locale.ROOT,
                        "%d clients for %.0f s: %,d answered, %,d told to come back, %d refused"
                                + " without a time, %d failed%n"
                                + "  %,.0f tokens/s; memory %s, %+.1f%% since half of the time",
                        level.clients(),
                        level.durationSeconds(),
                        level.answered(),
                        level.refused() - level.refusedSilently(),
                        level.refusedSilently(),
                        level.failed(),
                        level.tokensPerSecond(),
                        Units.bytes(result.rssBytes().getLast()),
                        100 * result.growth()));
        return result.isClean() ? 0 : 1;
    }
}
