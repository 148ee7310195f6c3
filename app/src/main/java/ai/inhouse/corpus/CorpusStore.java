package ai.inhouse.corpus;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.corpus.Corpus.Entry;
import ai.inhouse.corpus.Corpus.Removed;
import ai.inhouse.corpus.Corpus.Split;
import ai.inhouse.corpus.pii.PiiFinding;
import ai.inhouse.documents.Document;
import ai.inhouse.store.ContentStore;
import ai.inhouse.store.CorpusRecord;
import ai.inhouse.store.CorpusRecords;
import ai.inhouse.store.LineageEdge;
import ai.inhouse.store.LineageRecords;
import ai.inhouse.store.Workspace;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Sealed corpus versions: shards and a manifest in the content store, found by the manifest's
/// hash.
public final class CorpusStore {
    private static final int SHARD_BYTES = 16 << 20;

    /// Documents whose lines are held at a time.
    private static final int LINES_AT_ONCE = 256;

    private final Workspace workspace;

    public CorpusStore(Workspace workspace) {
        this.workspace = workspace;
    }

    /// Writes a version. It is recorded last, when all of it is durable.
    ///
    /// @param entries of one split after the other
    Corpus seal(
            List<Entry> entries,
            List<Removed> removed,
            List<PiiFinding> findings,
            CorpusSettings settings) {
        List<CorpusManifest.Shard> shards = new ArrayList<>();
        for (Split split : Split.values()) {
            shards.addAll(shards(split, entries.stream().filter(e -> e.split() == split).toList()));
        }
        PiiSummary pii = PiiSummary.of(findings);
        CorpusManifest manifest =
                new CorpusManifest(
                        CorpusManifest.FORMAT,
                        settings,
                        shards,
                        removed,
                        Optional.of(pii),
                        Optional.of(list(findings).hex()));
        Hash version =
                workspace.files().put(Json.pretty(manifest).getBytes(StandardCharsets.UTF_8));
        Corpus corpus = new Corpus(version, entries, removed, pii);
        record(corpus, shards);
        return corpus;
    }

    /// @throws InhouseException if there is no such version
    public Corpus open(Hash version) {
        if (versions().stream().noneMatch(known -> known.version().equals(version))) {
            throw InhouseException.badInput(
                    "opening a corpus",
                    version,
                    "there is no such version",
                    "See the versions with `inhouse corpus show`, or make one with `inhouse corpus"
                            + " build`.");
        }
        CorpusManifest manifest = manifest(version);
        List<Entry> entries = new ArrayList<>();
        for (CorpusManifest.Shard shard : manifest.shards()) {
            String lines = new String(workspace.files().read(shard.file()), StandardCharsets.UTF_8);
            lines.lines()
                    .map(line -> new Entry(ShardLine.read(line), shard.split()))
                    .forEach(entries::add);
        }
        return new Corpus(
                version, entries, manifest.removed(), manifest.pii().orElse(PiiSummary.NONE));
    }

    /// What was found in a version's documents, in their order, without the values.
    public List<PiiFinding> findings(Hash version) {
        return manifest(version).findings().stream()
                .flatMap(
                        hash ->
                                new String(
                                                workspace.files().read(new Hash(hash)),
                                                StandardCharsets.UTF_8)
                                        .lines())
                .map(line -> Json.mapper().readValue(line, PiiFinding.class))
                .toList();
    }

    private CorpusManifest manifest(Hash version) {
        return Json.mapper().readValue(workspace.files().read(version), CorpusManifest.class);
    }

    private Hash list(List<PiiFinding> findings) {
        StringBuilder lines = new StringBuilder();
        findings.forEach(finding -> lines.append(Json.write(finding)).append('\n'));
        return workspace.files().put(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// The settings that a version was made with.
    public CorpusSettings settings(Hash version) {
        return manifest(version).settings();
    }

    /// Takes versions out of the store, and all of their files that no other version has too. Those
    /// that are gone already are passed over.
    public void erase(Collection<Hash> versions) {
        Set<Hash> gone = new LinkedHashSet<>();
        for (Hash version : versions) {
            if (workspace.files().contains(version)) {
                gone.addAll(files(version));
            }
        }
        versions().stream()
                .filter(kept -> !versions.contains(kept.version()))
                .forEach(kept -> gone.removeAll(files(kept.version())));
        // Manifests last: one who is killed meanwhile finds by them what is left.
        versions.forEach(gone::remove);
        gone.forEach(workspace.files()::remove);
        versions.forEach(workspace.files()::remove);
        versions.forEach(new CorpusRecords(workspace.database())::remove);
    }

    private List<Hash> files(Hash version) {
        CorpusManifest manifest = manifest(version);
        List<Hash> files = new ArrayList<>(List.of(version));
        manifest.shards().forEach(shard -> files.add(shard.file()));
        manifest.findings().map(Hash::new).ifPresent(files::add);
        return files;
    }

    /// A version by the first digits of its hash.
    ///
    /// @throws InhouseException if none or several begin so, with those that there are
    public Hash find(String digits) {
        List<Hash> known = versions().stream().map(CorpusRecord::version).toList();
        List<Hash> meant = known.stream().filter(v -> v.hex().startsWith(digits)).toList();
        if (meant.size() != 1) {
            throw InhouseException.badInput(
                    "looking for a corpus",
                    digits,
                    "%s version begins so".formatted(meant.isEmpty() ? "no" : "more than one"),
                    known.isEmpty()
                            ? "Make one with `inhouse corpus build`."
                            : "Name one of: "
                                    + String.join(", ", known.stream().map(Hash::brief).toList()));
        }
        return meant.getFirst();
    }

    /// The version sealed last.
    public Optional<Hash> latest() {
        return versions().stream().findFirst().map(CorpusRecord::version);
    }

    /// Newest first.
    public List<CorpusRecord> versions() {
        return new CorpusRecords(workspace.database()).all();
    }

    private List<CorpusManifest.Shard> shards(Split split, List<Entry> entries) {
        ContentStore files = workspace.files();
        List<CorpusManifest.Shard> shards = new ArrayList<>();
        ByteArrayOutputStream shard = new ByteArrayOutputStream();
        int documents = 0;
        List<byte[]> lines = List.of();
        for (int i = 0; i < entries.size(); i++) {
            if (i % LINES_AT_ONCE == 0) {
                lines = lines(entries.subList(i, Math.min(i + LINES_AT_ONCE, entries.size())));
            }
            shard.writeBytes(lines.get(i % LINES_AT_ONCE));
            documents++;
            if (shard.size() >= SHARD_BYTES || i == entries.size() - 1) {
                Hash hash = files.put(shard.toByteArray());
                shards.add(new CorpusManifest.Shard(split, hash.hex(), documents, shard.size()));
                shard.reset();
                documents = 0;
            }
        }
        return shards;
    }

    private static List<byte[]> lines(List<Entry> entries) {
        return entries.parallelStream()
                .map(entry -> ShardLine.write(entry.document()) + "\n")
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private void record(Corpus corpus, List<CorpusManifest.Shard> shards) {
        String version = corpus.version().hex();
        List<LineageEdge> edges =
                corpus.entries().stream()
                        .map(Entry::document)
                        .map(Document::id)
                        .map(id -> new LineageEdge(version, id.hex(), "corpus"))
                        .toList();
        new LineageRecords(workspace.database()).add(edges);
        new CorpusRecords(workspace.database())
                .put(
                        new CorpusRecord(
                                corpus.version(),
                                corpus.documents(Split.TRAIN).size(),
                                corpus.documents(Split.HELD_OUT).size(),
                                corpus.removed().size(),
                                shards.stream().mapToLong(CorpusManifest.Shard::sizeBytes).sum(),
                                Instant.now()));
    }
}
