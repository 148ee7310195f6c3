package ai.inhouse.training;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.model.ElementType;
import ai.inhouse.model.Learner;
import ai.inhouse.model.NamedTensor;
import ai.inhouse.model.SafetensorsFile;
import ai.inhouse.model.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A run's checkpoints, `step-000100/` and so on, each with `state.safetensors`, `checkpoint.json`
/// and `SHA256SUMS` over both (in the format of `sha256sum -c`). One appears whole or not at all;
/// one that was spoiled later is passed over for the one before.
final class Checkpoints {
    private static final String STATE = "state.safetensors";
    private static final String INFO = "checkpoint.json";
    private static final String SUMS = "SHA256SUMS";
    private static final String PREFIX = "step-";
    private static final String PART = ".part";

    private final Path folder;
    private final Retention retention;

    Checkpoints(Path folder, Retention retention) {
        this.folder = folder;
        this.retention = retention;
    }

    /// What a restore found.
    ///
    /// @param checkpoint the newest intact one, now in the learner
    /// @param passedOver newer ones that could not be used, each with the reason
    record Restored(Optional<Checkpoint> checkpoint, List<String> passedOver) {}

    /// Writes a state durably, then removes what need not stay.
    ///
    /// @throws InhouseException if the disk does not take it; older checkpoints stay
    void write(List<Learner.StateTensor> state, Checkpoint checkpoint) {
        Path target = folder.resolve(name(checkpoint.step()));
        try {
            clean();
            DurableFiles.folder(target, aside -> fill(aside, state, checkpoint));
            removeOld();
        } catch (IOException e) {
            throw InhouseException.internal(
                    "saving a checkpoint",
                    target,
                    e,
                    "Make room on the disk and run the same command again: it goes on from the"
                            + " checkpoint before.");
        }
    }

    private static void fill(Path aside, List<Learner.StateTensor> state, Checkpoint checkpoint)
            throws IOException {
        SafetensorsWriter.write(
                aside.resolve(STATE), state.stream().map(Checkpoints::named).toList(), Map.of());
        Files.writeString(aside.resolve(INFO), Json.pretty(checkpoint));
        Files.writeString(aside.resolve(SUMS), sums(aside));
    }

    private static NamedTensor named(Learner.StateTensor tensor) {
        return new NamedTensor(tensor.name(), tensor.shape(), tensor.memory(), ElementType.F32);
    }

    /// Restores the newest checkpoint that is intact into the learner, if there is one. Those that
    /// hold a step which is skipped now are removed.
    ///
    /// @param inputs hash of what the run is started from now
    /// @throws InhouseException if an intact checkpoint was made from other inputs
    Restored restore(Learner learner, String inputs, SkippedSteps skipped) {
        List<String> passedOver = new ArrayList<>();
        for (long step : newestFirst()) {
            Path path = folder.resolve(name(step));
            Optional<String> damage = damage(path);
            if (damage.isPresent()) {
                passedOver.add("%s: %s".formatted(path.getFileName(), damage.get()));
                continue;
            }
            Checkpoint checkpoint = Json.read(path.resolve(INFO), Checkpoint.class);
            requireSameInputs(path, checkpoint, inputs);
            if (!checkpoint.skipped().equals(skipped.upTo(step))) {
                remove(path);
                continue;
            }
            read(path, learner);
            return new Restored(Optional.of(checkpoint), passedOver);
        }
        return new Restored(Optional.empty(), passedOver);
    }

    /// Restores the one with the best score, if any has one.
    Optional<Checkpoint> restoreBest(Learner learner) {
        Optional<Checkpoint> best =
                retention.best(
                        newestFirst().stream()
                                .map(step -> folder.resolve(name(step)))
                                .filter(path -> damage(path).isEmpty())
                                .map(path -> Json.read(path.resolve(INFO), Checkpoint.class))
                                .toList());
        best.ifPresent(checkpoint -> read(folder.resolve(name(checkpoint.step())), learner));
        return best;
    }

    /// The best score of those there are; infinite where none has one.
    double bestScore() {
        return retention.best(infos()).map(retention::scoreOf).orElse(Double.POSITIVE_INFINITY);
    }

    private static void remove(Path path) {
        try {
            DurableFiles.deleteTree(path);
        } catch (IOException e) {
            throw InhouseException.internal(
                    "removing a checkpoint", path, e, "Make the folder writable.");
        }
    }

    private static void read(Path path, Learner learner) {
        try (SafetensorsFile file = SafetensorsFile.open(path.resolve(STATE))) {
            for (Learner.StateTensor tensor : learner.state()) {
                if (!tensor.shape().equals(file.shapes().get(tensor.name()))) {
                    throw InhouseException.badInput(
                            "restoring a checkpoint",
                            path,
                            "it has no %s of shape %s".formatted(tensor.name(), tensor.shape()),
                            "Start a new run: this one's checkpoints belong to another model.");
                }
                file.copyTo(tensor.name(), tensor.memory());
            }
        }
        learner.refresh();
    }

    private static void requireSameInputs(Path path, Checkpoint checkpoint, String inputs) {
        if (!checkpoint.inputs().equals(inputs)) {
            throw InhouseException.badInput(
                    "resuming a run",
                    path,
                    "its data, model or settings have changed since the checkpoint was made",
                    "Put them back to resume, or start a new run.");
        }
    }

    /// Why a checkpoint cannot be used; empty if its sums hold.
    private static Optional<String> damage(Path path) {
        try {
            String expected = Files.readString(path.resolve(SUMS));
            return expected.equals(sums(path))
                    ? Optional.empty()
                    : Optional.of("its checksums do not hold");
        } catch (IOException e) {
            return Optional.of("it cannot be read (%s)".formatted(e));
        }
    }

    private static String sums(Path path) throws IOException {
        return "%s  %s\n%s  %s\n"
                .formatted(Hash.of(path.resolve(STATE)), STATE, Hash.of(path.resolve(INFO)), INFO);
    }

    /// Removes what earlier saves left unfinished.
    private void clean() throws IOException {
        try (Stream<Path> entries = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            for (Path entry : entries.toList()) {
                if (entry.getFileName().toString().endsWith(PART)) {
                    DurableFiles.deleteTree(entry);
                }
            }
        }
    }

    private void removeOld() throws IOException {
        Set<Long> kept = retention.kept(infos());
        for (long step : newestFirst()) {
            if (!kept.contains(step)) {
                DurableFiles.deleteTree(folder.resolve(name(step)));
            }
        }
    }

    /// What they say of themselves, the newest first; those that say nothing are left out.
    private List<Checkpoint> infos() {
        return newestFirst().stream().flatMap(step -> info(step).stream()).toList();
    }

    private Optional<Checkpoint> info(long step) {
        try {
            Path file = folder.resolve(name(step)).resolve(INFO);
            return Optional.of(Json.read(file, Checkpoint.class));
        } catch (InhouseException e) {
            // Spoiled: a restore says so.
            return Optional.empty();
        }
    }

    private List<Long> newestFirst() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches(PREFIX + "\\d+"))
                    .map(name -> Long.valueOf(name.substring(PREFIX.length())))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "looking for checkpoints", folder, e, "Make the folder readable.");
        }
    }

    private static String name(long step) {
        return String.format(Locale.ROOT, PREFIX + "%06d", step);
    }
}
