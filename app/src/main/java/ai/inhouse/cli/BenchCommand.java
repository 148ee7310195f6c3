package ai.inhouse.cli;

import ai.inhouse.base.Units;
import ai.inhouse.inference.DecodeBench;
import ai.inhouse.inference.EngineOptions;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.model.GgufWeights;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.Weights;
import ai.inhouse.store.Workspace;
import ai.inhouse.training.BuiltInShape;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;

/// `inhouse bench`: how fast this machine is at what the product does.
@Command(
        name = "bench",
        description = "Measure training and generation on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchTrainCommand.class,
            BenchLoraCommand.class,
            BenchDpoCommand.class,
            BenchGrpoCommand.class,
            BenchPpoCommand.class,
            BenchCommand.Decode.class,
            BenchCommand.Prefill.class,
            BenchCommand.Batch.class,
            BenchServeCommand.class,
            BenchTokenizerCommand.class,
            BenchCorpusCommand.class,
            BenchPiiCommand.class,
            BenchRetrievalCommand.class,
            BenchReviewCommand.class
        })
final class BenchCommand extends Group {
    @Option(
            names = "--model",
            defaultValue = "smollm2-135m",
            scope = ScopeType.INHERIT,
            description = {
                "smollm2-135m, tiny-14m or llama-1b with random weights",
                "(default: ${DEFAULT-VALUE}); to generate with, a model's name too."
            })
    private String model = "smollm2-135m";

    @Option(
            names = "--threads",
            scope = ScopeType.INHERIT,
            description = "Threads (default: one a core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    String model() {
        return model;
    }

    int threads() {
        return threads;
    }

    /// Of a built-in shape, random; else of a model by name or path.
    Weights weights(Subcommand command) {
        if (BuiltInShape.all().stream().anyMatch(shape -> shape.title().equals(model))) {
            return Weights.random(BuiltInShape.named(model).config(), 1);
        }
        try (Workspace workspace = Workspace.create(command.workspaceFolder())) {
            ModelShelf shelf = new ModelShelf(workspace, Clock.systemUTC());
            return ModelFolder.load(shelf.find(model)).weights();
        }
    }

    /// What the generation benches take.
    abstract static class Generation extends Subcommand {
        @ParentCommand private BenchCommand bench = new BenchCommand();

        @Option(
                names = "--weights",
                defaultValue = "q8_0",
                description = {
                    "f32, bf16, q8_0, q6_k, q4_k, q4_0, q4_1, or gguf: as in the file",
                    "the model was imported from (default: ${DEFAULT-VALUE})."
                })
        private WeightFormat format = WeightFormat.Q8_0;

        @Option(
                names = "--lean",
                description = "Keep no bf16 copy of the weights beside the packed ones.")
        private boolean lean;

        @Option(
                names = "--adapters",
                paramLabel = "N",
                description = "Ask with so many random adapters, in turn (default: none).")
        private int adapters;

        @Option(
                names = "--rank",
                defaultValue = "16",
                description = "Their rank (default: ${DEFAULT-VALUE}).")
        private int rank = 16;

        abstract DecodeBench.Result measure(DecodeBench on);

        @Override
        public Integer call() {
            EngineOptions options = EngineOptions.fast(bench.threads).withCopy(!lean);
            var load = new DecodeBench.AdapterLoad(adapters, rank);
            if (format == WeightFormat.GGUF) {
                try (GgufWeights file = ModelFolder.blocks(folder())) {
                    return report(measure(new DecodeBench(file, options).with(load)));
                }
            }
            try (Weights weights = bench.weights(this)) {
                return report(measure(new DecodeBench(weights, format, options).with(load)));
            }
        }

        private int report(DecodeBench.Result result) {
            return done(result, text(bench.model, result));
        }

        private Path folder() {
            try (Workspace workspace = Workspace.create(workspaceFolder())) {
                return new ModelShelf(workspace, Clock.systemUTC()).find(bench.model);
            }
        }

        private static String text(String model, DecodeBench.Result r) {
            return String.format(
                    Locale.ROOT,
                    "%s %s, %s, %d threads, %d streams%n"
                            + "  %,.1f tokens/s%n"
                            + "  weights read at %.0f%% of %.1f GB/s%n"
                            + "  %.1f tokens per second of processor time; %s peak memory%s",
                    r.workload(),
                    model,
                    r.format(),
                    r.threads(),
                    r.streams(),
                    r.tokensPerSecond(),
                    100 * r.shareOfReadBandwidth(),
                    r.readBytesPerSecond() / 1e9,
                    r.tokens() / r.cpuSeconds(),
                    Units.bytes(r.peakRssBytes()),
                    r.drafted() == 0
                            ? ""
                            : "; %d of %d guessed tokens were right"
                                    .formatted(r.accepted(), r.drafted()));
        }
    }

    /// `bench decode`.
    @Command(
            name = "decode",
            description = "One stream's speed.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse bench decode --weights q8_0 --json"})
    static final class Decode extends Generation {
        @Option(names = "--tokens", defaultValue = "128", description = "Tokens to write.")
        private int tokens = 128;

        @Option(
                names = "--speculate",
                description = "Guess tokens from the text so far, as chat and serve do.")
        private boolean speculate;

        @Override
        DecodeBench.Result measure(DecodeBench on) {
            return on.speculating(speculate).decode(tokens);
        }
    }

    /// `bench prefill`.
    @Command(
            name = "prefill",
            description = "How fast a prompt is read.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse bench prefill --tokens 512"})
    static final class Prefill extends Generation {
        @Option(names = "--tokens", defaultValue = "512", description = "Tokens of the prompt.")
        private int tokens = 512;

        @Override
        DecodeBench.Result measure(DecodeBench on) {
            return on.prefill(tokens);
        }
    }

    /// `bench batch`.
    @Command(
            name = "batch",
            description = "The speed of many streams at once.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse bench batch --streams 16"})
    static final class Batch extends Generation {
        @Option(names = "--streams", defaultValue = "16", description = "Streams at once.")
        private int streams = 16;

        @Option(names = "--tokens", defaultValue = "64", description = "Tokens of each.")
        private int tokens = 64;

        @Override
        DecodeBench.Result measure(DecodeBench on) {
            return on.batch(streams, tokens);
        }
    }
}
