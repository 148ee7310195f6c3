package ai.inhouse.cli;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Units;
import ai.inhouse.inference.DecodeBench;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Recompute;
import ai.inhouse.model.Weights;
import ai.inhouse.store.Workspace;
import ai.inhouse.training.BuiltInShape;
import ai.inhouse.training.FlamePage;
import ai.inhouse.training.Profile;
import ai.inhouse.training.TrainBench;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
            BenchCommand.Train.class,
            BenchCommand.Lora.class,
            BenchCommand.Decode.class,
            BenchCommand.Prefill.class,
            BenchCommand.Batch.class,
            BenchTokenizerCommand.class,
            BenchCorpusCommand.class,
            BenchPiiCommand.class
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

    /// What both training benches take.
    abstract static class Training extends Subcommand {
        @ParentCommand private BenchCommand bench = new BenchCommand();

        @Option(names = "--batch", defaultValue = "4", description = "Rows a step.")
        private int batch = 4;

        @Option(names = "--length", defaultValue = "256", description = "Tokens a row.")
        private int length = 256;

        @Option(
                names = "--steps",
                defaultValue = "10",
                description = "Steps to measure, after half as many to warm up.")
        private int steps = 10;

        @Option(
                names = "--precision",
                defaultValue = "bf16",
                description = "bf16 or fp32 (default: ${DEFAULT-VALUE}).")
        private Precision precision = Precision.BF16;

        @Option(
                names = "--recompute",
                defaultValue = "auto",
                description = {
                    "auto, always or never: compute activations twice instead of",
                    "keeping them (default: ${DEFAULT-VALUE}, by memory)."
                })
        private Recompute recompute = Recompute.AUTO;

        @Option(
                names = "--profile",
                arity = "0..1",
                fallbackValue = "train-profile.html",
                paramLabel = "FILE",
                description = {
                    "Say where a step's time goes: as a table, and as a flame",
                    "graph in FILE (default: ${FALLBACK-VALUE})."
                })
        private @Nullable Path profile;

        abstract Optional<LoraConfig> lora();

        boolean quantized() {
            return false;
        }

        @Override
        public Integer call() {
            TrainBench.Run run =
                    TrainBench.run(
                            new TrainBench.Setup(
                                    BuiltInShape.named(bench.model),
                                    batch,
                                    length,
                                    steps,
                                    bench.threads,
                                    precision,
                                    lora(),
                                    quantized(),
                                    recompute,
                                    profile != null));
            String text = text(run.result());
            if (profile == null) {
                return done(run.result(), text);
            }
            Profile measured = run.profile().orElseThrow();
            write(profile, FlamePage.of(text.lines().findFirst().orElseThrow(), measured));
            return done(
                    Map.of("result", run.result(), "operations", measured.operations()),
                    text + table(measured) + "%n  %s".formatted(profile));
        }

        private static void write(Path file, String page) {
            try {
                DurableFiles.write(file, page);
            } catch (IOException e) {
                throw InhouseException.badInput(
                        "writing a profile",
                        file,
                        e.toString(),
                        "Name a file that can be written.");
            }
        }

        private static String table(Profile profile) {
            StringBuilder table = new StringBuilder();
            for (Profile.Operation o : profile.operations().stream().limit(25).toList()) {
                table.append(
                        String.format(
                                Locale.ROOT,
                                "%n  %5.1f%% %8.1f ms  %-32s %s",
                                100 * o.share(),
                                1e3 * o.seconds(),
                                o.name(),
                                o.caller()));
            }
            return table.toString();
        }

        private static String text(TrainBench.Result r) {
            return String.format(
                    Locale.ROOT,
                    "%s, %d x %d, %s, %d threads%n"
                            + "  %,.0f tokens/s, %.3f s a step (%.3f s of processors), first step"
                            + " after %.1f s%n"
                            + "  %.0f GFLOPS in matrix products, of which training uses %.0f%%%n"
                            + "  %s peak memory",
                    r.model(),
                    r.batch(),
                    r.length(),
                    r.precision(),
                    r.threads(),
                    r.tokensPerSecond(),
                    r.stepSeconds(),
                    r.cpuSecondsPerStep(),
                    r.firstStepSeconds(),
                    r.matmulGflops(),
                    100 * r.shareOfMatmulRate(),
                    Units.bytes(r.peakRssBytes()));
        }
    }

    /// `bench train`.
    @Command(
            name = "train",
            description = "Training steps of all weights, beside the rate of matrix products.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  inhouse bench train --model smollm2-135m --batch 4 --length 256 --json"
            })
    static final class Train extends Training {
        @Override
        Optional<LoraConfig> lora() {
            return Optional.empty();
        }
    }

    /// `bench lora`.
    @Command(
            name = "lora",
            description = "Training steps of a low-rank adapter on all linear layers.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse bench lora --rank 16"})
    static final class Lora extends Training {
        @Option(names = "--rank", defaultValue = "16", description = "Rank of the adapter.")
        private int rank = 16;

        @Override
        Optional<LoraConfig> lora() {
            return Optional.of(LoraConfig.ofRank(rank, 1));
        }

        @Option(
                names = "--quantize",
                description = "Keep the frozen weights in four bits (NF4), as QLoRA does.")
        private boolean quantize;

        @Override
        boolean quantized() {
            return quantize;
        }
    }

    /// What the generation benches take.
    abstract static class Generation extends Subcommand {
        @ParentCommand private BenchCommand bench = new BenchCommand();

        @Option(
                names = "--weights",
                defaultValue = "q8_0",
                description = "f32, bf16, q8_0, q4_0 or q4_1 (default: ${DEFAULT-VALUE}).")
        private WeightFormat format = WeightFormat.Q8_0;

        abstract DecodeBench.Result measure(DecodeBench on);

        @Override
        public Integer call() {
            try (Weights weights = weights()) {
                DecodeBench.Result r = measure(new DecodeBench(weights, format, bench.threads));
                return done(r, text(bench.model, r));
            }
        }

        private Weights weights() {
            boolean shape =
                    BuiltInShape.all().stream().anyMatch(s -> s.title().equals(bench.model));
            if (shape) {
                return Weights.random(BuiltInShape.named(bench.model).config(), 1);
            }
            try (Workspace workspace = Workspace.create(workspaceFolder())) {
                return ModelFolder.load(
                                new ModelShelf(workspace, Clock.systemUTC()).find(bench.model))
                        .weights();
            }
        }

        private static String text(String model, DecodeBench.Result r) {
            return String.format(
                    Locale.ROOT,
                    "%s %s, %s, %d threads, %d streams%n"
                            + "  %,.1f tokens/s%n"
                            + "  weights read at %.0f%% of %.1f GB/s",
                    r.workload(),
                    model,
                    r.format(),
                    r.threads(),
                    r.streams(),
                    r.tokensPerSecond(),
                    100 * r.shareOfReadBandwidth(),
                    r.readBytesPerSecond() / 1e9);
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

        @Override
        DecodeBench.Result measure(DecodeBench on) {
            return on.decode(tokens);
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
