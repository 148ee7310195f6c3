package ai.inhouse.costs;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.engine.MatmulRate;
import ai.inhouse.engine.Workers;
import ai.inhouse.jobs.StepLoad;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// How fast this machine does what a plan asks about: remembered from an earlier plan in the same
/// workspace, or measured now and remembered.
final class Rates {
    private static final int KEPT_BYTES = 64 << 20;

    private final Path workspace;
    private final Consumer<String> says;
    private final int workers;
    private final Duration enough;
    private final Precision precision = Precision.fastest();
    private final double matmulNow;
    private final boolean remembered;
    private final Calibration known;

    /// @param here what this machine and version are known by
    /// @param anew whether to forget what was measured before
    /// @param enough for how long steps of a kind are taken at least
    /// @param says hears what is being measured
    Rates(
            Path workspace,
            Calibration.Machine here,
            int workers,
            boolean anew,
            Duration enough,
            InstantSource clock,
            Consumer<String> says) {
        this.workspace = workspace;
        this.workers = workers;
        this.says = says;
        this.enough = enough;
        try (Workers team = new Workers(workers)) {
            this.matmulNow = MatmulRate.gigaflops(precision.type(), team);
        }
        Optional<Calibration> before = anew ? Optional.empty() : Calibration.read(workspace, here);
        this.remembered = before.isPresent();
        this.known = before.orElseGet(() -> fresh(here, clock.instant()));
    }

    private Calibration fresh(Calibration.Machine here, Instant now) {
        says.accept("Measuring this machine; the next plan in this workspace remembers it.");
        return new Calibration(
                here.name(), here.version(), now.toString(), matmulNow, kept(), Map.of(), Map.of());
    }

    /// Of a file that is written, forced to the disk, and read for its hash.
    private double kept() {
        Path file = workspace.resolve("plan").resolve("disk.tmp");
        long began = System.nanoTime();
        try {
            byte[] megabyte = new byte[1 << 20];
            DurableFiles.stream(
                    file,
                    channel -> {
                        for (int i = 0; i < KEPT_BYTES >> 20; i++) {
                            DurableFiles.writeFully(channel, ByteBuffer.wrap(megabyte));
                        }
                    });
            Hash.of(file);
            Files.delete(file);
        } catch (IOException e) {
            throw InhouseException.internal(
                    "measuring the disk", file, e, "Make room and run it again.");
        }
        return KEPT_BYTES / ((System.nanoTime() - began) / 1e9);
    }

    Calibration known() {
        return known;
    }

    /// Whether some of it was measured by an earlier plan.
    boolean remembered() {
        return remembered;
    }

    Precision precision() {
        return precision;
    }

    double matmulNow() {
        return matmulNow;
    }

    StepRate steps(String stage, ModelConfig config, StepLoad load, int length) {
        String key = Calibration.key(config, load, length, precision, workers);
        return measured(
                known.steps(),
                key,
                stage + ": steps",
                () -> StepTimer.measure(config, load, length, precision, workers, enough));
    }

    WritingRate writing(String stage, ModelConfig config, int promptTokens) {
        String key = Calibration.key(config, Math.ceilDiv(promptTokens, 32), workers);
        return measured(
                known.writing(),
                key,
                stage + ": reading and writing",
                () -> WritingTimer.measure(config, promptTokens, workers));
    }

    private <R> R measured(Map<String, R> rates, String key, String what, Supplier<R> measuring) {
        R rate = rates.get(key);
        if (rate != null) {
            return rate;
        }
        says.accept("  " + what);
        R fresh = measuring.get();
        rates.put(key, fresh);
        known.write(workspace);
        return fresh;
    }
}
