package ai.inhouse.cli;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Units;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Recompute;
import ai.inhouse.training.BuiltInShape;
import ai.inhouse.training.FlamePage;
import ai.inhouse.training.Profile;
import ai.inhouse.training.TrainBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// What the benches of training steps take.
abstract class TrainingBench extends Subcommand {
    @ParentCommand private BenchCommand bench = new BenchCommand();

    @Option(names = "--batch", defaultValue = "4", description = "Rows a step; for dpo pairs.")
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

    Optional<LoraConfig> lora() {
        return Optional.empty();
    }

    boolean quantized() {
        return false;
    }

    /// Rows that a step computes.
    int rows(int batch) {
        return batch;
    }

    TrainBench.Run run(TrainBench.Setup setup) {
        return TrainBench.run(setup);
    }

    /// What `--json` prints.
    Object value(TrainBench.Result result) {
        return result;
    }

    @Override
    public Integer call() {
        TrainBench.Run run =
                run(
                        new TrainBench.Setup(
                                BuiltInShape.named(bench.model()),
                                rows(batch),
                                length,
                                steps,
                                bench.threads(),
                                precision,
                                lora(),
                                quantized(),
                                recompute,
                                profile != null));
        String text = text(run.result());
        if (profile == null) {
            return done(value(run.result()), text);
        }
        Profile measured = run.profile().orElseThrow();
        List<String> lines = text.lines().toList();
        double workerGigaflops = run.result().matmulGflops() / run.result().threads();
        write(
                profile,
                FlamePage.of(
                        lines.getFirst(),
                        lines.subList(1, lines.size()),
                        measured,
                        workerGigaflops));
        return done(
                profiled(value(run.result()), measured),
                text + ProfileTable.of(measured, workerGigaflops) + "%n  %s".formatted(profile));
    }

    private static void write(Path file, String page) {
        try {
            DurableFiles.write(file, page);
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "writing a profile", file, e.toString(), "Name a file that can be written.");
        }
    }

    private static Map<String, Object> profiled(Object result, Profile profile) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("result", result);
        value.put("parts", profile.parts());
        value.put("matrix_products", profile.products());
        value.put("operations", profile.operations());
        value.put("flame", profile.flame());
        return value;
    }

    String text(TrainBench.Result r) {
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
