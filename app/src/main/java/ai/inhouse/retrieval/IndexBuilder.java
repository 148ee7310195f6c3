package ai.inhouse.retrieval;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes the index of the newest corpus, held-out documents included. It grows in a folder aside
/// and goes on there after a crash; complete, it is renamed and replaces those of older versions,
/// whose vectors serve again where a passage did not change.
public final class IndexBuilder {
    private final Workspace workspace;
    private final PassageIndexes indexes;
    private final MiniLm model;

    IndexBuilder(Workspace workspace, MiniLm model) {
        this.workspace = workspace;
        this.indexes = new PassageIndexes(workspace);
        this.model = model;
    }

    /// Makes the index of a workspace's newest corpus, unless it is there.
    ///
    /// @throws InhouseException if there is no corpus
    public static Built build(Workspace workspace, Progress progress) {
        try (MiniLm model = MiniLm.open()) {
            return new IndexBuilder(workspace, model).build(progress);
        }
    }

    /// What was made.
    ///
    /// @param corpus version that it is of
    /// @param labels for each access label, how many passages carry it
    /// @param embedded passages whose vectors were computed now; the others' were there
    public record Built(
            String corpus,
            int passages,
            Map<String, Integer> labels,
            int embedded,
            double seconds) {}

    Built build(Progress progress) {
        long start = System.nanoTime();
        Hash version =
                new CorpusStore(workspace)
                        .latest()
                        .orElseThrow(
                                () ->
                                        InhouseException.badInput(
                                                "indexing the corpus",
                                                workspace.folder(),
                                                "there is no corpus yet",
                                                "Make one with `inhouse corpus build`."));
        try {
            Path folder = indexes.folder(version);
            int embedded = isComplete(folder) ? 0 : makeLocked(version, folder, progress);
            IndexManifest manifest = PassageIndex.manifest(folder);
            Map<String, Integer> labels = new TreeMap<>();
            manifest.parts().forEach(part -> labels.put(part.label(), part.passages()));
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Built(version.hex(), manifest.passages(), labels, embedded, seconds);
        } catch (IOException e) {
            throw InhouseException.internal(
                    "indexing the corpus",
                    indexes.folder(version),
                    e,
                    "Check that the disk has room, and run the command again: it goes on.");
        }
    }

    private static boolean isComplete(Path folder) {
        return Files.exists(folder.resolve(IndexManifest.FILE));
    }

    /// Unless another process has made it in the meantime.
    private int makeLocked(Hash version, Path folder, Progress progress) throws IOException {
        try (var _ = workspace.lock("indexing the corpus")) {
            return isComplete(folder) ? 0 : make(version, folder, progress);
        }
    }

    /// @return how many vectors were computed
    private int make(Hash version, Path folder, Progress progress) throws IOException {
        Map<String, List<Passage>> byLabel = passages(new CorpusStore(workspace).open(version));
        Path aside = Files.createDirectories(indexes.aside(version));
        int total = byLabel.values().stream().mapToInt(List::size).sum();
        int embedded = 0;
        List<IndexManifest.Part> parts = new ArrayList<>();
        try (StoredVectors earlier = new StoredVectors(indexes.complete());
                Progress.Task task = progress.begin("indexing passages", total, "passages")) {
            Vectors vectors = new Vectors(earlier, model);
            int before = 0;
            for (Map.Entry<String, List<Passage>> label : byLabel.entrySet()) {
                String name = Hash.of(label.getKey()).hex().substring(0, 16);
                int done = before;
                LabelIndex.fill(
                        aside.resolve(name),
                        label.getValue(),
                        vectors,
                        count -> task.at(done + count, label.getKey()));
                before += label.getValue().size();
                parts.add(new IndexManifest.Part(label.getKey(), name, label.getValue().size()));
            }
            embedded = vectors.computed();
        }
        DurableFiles.write(
                aside.resolve(IndexManifest.FILE),
                Json.pretty(new IndexManifest(version.hex(), parts)));
        DurableFiles.publish(aside, folder);
        indexes.keepOnly(folder);
        return embedded;
    }

    /// In the corpus's order, so that what was done before a crash is known by its number.
    private static Map<String, List<Passage>> passages(Corpus corpus) {
        Map<String, List<Passage>> byLabel = new TreeMap<>();
        for (Corpus.Entry entry : corpus.entries()) {
            for (Passage passage : PassageSplitter.split(entry.document())) {
                byLabel.computeIfAbsent(passage.label().toString(), _ -> new ArrayList<>())
                        .add(passage);
            }
        }
        return byLabel;
    }
}
