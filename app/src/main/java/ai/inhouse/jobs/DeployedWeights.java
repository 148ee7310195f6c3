package ai.inhouse.jobs;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.store.DeploymentRecord;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Keeps what was deployed as it was: a later run makes other weights of the same name, and a
/// rollback wants the old ones. Files are linked, not copied, where the disk allows it; what a run
/// replaces, it replaces whole, so that a link still leads to the old bytes.
final class DeployedWeights {
    /// How many of the models deployed last are kept, the present one among them.
    private static final int KEPT = 4;

    private final Workspace workspace;
    private final ModelShelf shelf;

    DeployedWeights(Workspace workspace, ModelShelf shelf) {
        this.workspace = workspace;
        this.shelf = shelf;
    }

    private Path place(String weights) {
        return folder().resolve(new Hash(weights).brief());
    }

    private Path folder() {
        return workspace.folder().resolve("deployed");
    }

    /// The folder of a model as it was deployed; the workspace's own where no copy is kept, and it
    /// has these weights still.
    ///
    /// @throws InhouseException if it is there no more
    Path folder(String model, String weights) {
        Path place = place(weights);
        if (Files.isDirectory(place)) {
            return place;
        }
        if (shelf.holds(model, weights)) {
            return workspace.model(model);
        }
        throw InhouseException.badInput(
                "opening a deployed model",
                "%s, weights %s".formatted(model, new Hash(weights).brief()),
                "only the %d deployed last are kept, without those that hold what was erased"
                        .formatted(KEPT),
                "Deploy a model that is there: 'inhouse models list', then 'inhouse deploy NAME'.");
    }

    List<Path> copies(Collection<String> weights) {
        return weights.stream().map(this::place).filter(Files::isDirectory).toList();
    }

    void keep(String model, String weights) {
        Path place = place(weights);
        if (Files.isDirectory(place)) {
            return;
        }
        try {
            Files.createDirectories(folder());
            Path source = workspace.model(model);
            DurableFiles.folder(place, aside -> link(source, aside));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "keeping a deployed model", place, e, "Check that the disk has room.");
        }
    }

    private static void link(Path source, Path target) throws IOException {
        try (Stream<Path> all = Files.walk(source)) {
            for (Path path : all.toList()) {
                Path to = target.resolve(source.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(to);
                } else {
                    linkOrCopy(path, to);
                }
            }
        }
    }

    private static void linkOrCopy(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(from, to);
        }
    }

    /// Removes what is older than those that are kept.
    void prune(List<DeploymentRecord> history) {
        Set<String> wanted = new LinkedHashSet<>();
        for (DeploymentRecord record : history) {
            Stream.of(record.weights(), record.besideWeights())
                    .filter(weights -> !weights.isEmpty() && wanted.size() < KEPT)
                    .map(weights -> new Hash(weights).brief())
                    .forEach(wanted::add);
        }
        try (Stream<Path> all = Files.list(folder())) {
            for (Path place : all.toList()) {
                if (!wanted.contains(place.getFileName().toString())) {
                    DurableFiles.deleteTree(place);
                }
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "removing models deployed long ago",
                    folder(),
                    e,
                    "Check that the folder can be written to.");
        }
    }
}
