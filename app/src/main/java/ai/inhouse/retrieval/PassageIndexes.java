package ai.inhouse.retrieval;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The indexes of a workspace, below `retrieval/`: a folder for a corpus version, complete as soon
/// as it has that name; those being made begin with a dot. Erasing something from the corpus
/// removes all of them; servers notice at their next search.
public final class PassageIndexes {
    private final Workspace workspace;
    private final Path root;

    public PassageIndexes(Workspace workspace) {
        this.workspace = workspace;
        this.root = workspace.folder().resolve("retrieval");
    }

    /// Whether the newest corpus has one.
    public boolean current() {
        return newest().isPresent();
    }

    /// The complete index of the newest corpus.
    Optional<Path> newest() {
        return new CorpusStore(workspace)
                .latest()
                .map(this::folder)
                .filter(folder -> Files.exists(folder.resolve(IndexManifest.FILE)));
    }

    Path folder(Hash corpus) {
        return root.resolve(IndexManifest.folder(corpus));
    }

    /// Where a corpus version's index is being made, also after the process that made it died.
    Path aside(Hash corpus) {
        return root.resolve("." + IndexManifest.folder(corpus) + ".part");
    }

    /// Every complete index.
    List<Path> complete() {
        return folders().stream()
                .filter(folder -> Files.exists(folder.resolve(IndexManifest.FILE)))
                .filter(folder -> !String.valueOf(folder.getFileName()).startsWith("."))
                .toList();
    }

    /// Removes all but one.
    void keepOnly(Path kept) {
        folders().stream().filter(folder -> !folder.equals(kept)).forEach(this::delete);
    }

    private List<Path> folders() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.sorted().toList();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private void delete(Path folder) {
        try {
            DurableFiles.deleteTree(folder);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private InhouseException unusable(IOException e) {
        return InhouseException.internal(
                "looking after the passage indexes",
                root,
                e,
                "Check the folder's rights; `inhouse corpus index` makes what is missing.");
    }
}
