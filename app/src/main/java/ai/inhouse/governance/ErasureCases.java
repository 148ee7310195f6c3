package ai.inhouse.governance;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Erasures under way: `erasures/open/<time>.json`, which only its owner may read, since it names
/// what is being erased.
final class ErasureCases {
    private final Path folder;

    ErasureCases(Workspace workspace) {
        folder = workspace.folder().resolve("erasures").resolve("open");
    }

    /// Oldest first.
    List<ErasureCase> open() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(file -> Json.read(file, ErasureCase.class))
                    .toList();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    Optional<ErasureCase> find(Target target) {
        return open().stream().filter(open -> open.isOf(target)).findFirst();
    }

    void keep(ErasureCase open) {
        try {
            // Written aside under a name of its own, which nobody else may read from the start.
            DurableFiles.write(file(open), Json.write(open));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void close(ErasureCase open) {
        try {
            Files.deleteIfExists(file(open));
            DurableFiles.sync(folder);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Path file(ErasureCase open) {
        return folder.resolve(open.at().replace(':', '-') + ".json");
    }

    private InhouseException failed(IOException e) {
        return InhouseException.internal(
                "keeping an erasure under way", folder, e, "Make the workspace writable.");
    }
}
