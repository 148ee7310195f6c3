package ai.inhouse.documents;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.DocumentRecord.Status;
import ai.inhouse.store.DocumentRecords;
import ai.inhouse.store.Workspace;
import java.io.File;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Takes files into the workspace, on all cores; records them in their order, a batch at a time.
final class Intake {
    /// Files read between two records.
    private static final int BATCH = 64;

    /// Files that may be read before those ahead of them are recorded: a killed process loses no
    /// more work than these and a batch.
    private static final int AHEAD = 4 * BATCH;

    /// A small file mostly waits for the disk to have it for sure, and the disk does that for many
    /// at a time.
    private static final int THREADS_PER_CORE = 4;

    private static final int MAX_THREADS = 16;

    private final Workspace workspace;
    private final DocumentReader reader;
    private final SectionStore sections;
    private final String label;
    private final DocumentRecords records;
    private final Tombstones tombstones;
    private final NavigableMap<String, DocumentRecord> known = new TreeMap<>();
    private final Set<String> present = new HashSet<>();
    private final List<DocumentRecord> setAside = new ArrayList<>();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private int added;
    private int changed;
    private int unchanged;

    Intake(Workspace workspace, DocumentReader reader, SectionStore sections, AccessLabel label) {
        this.workspace = workspace;
        this.reader = reader;
        this.sections = sections;
        this.label = label.toString();
        this.records = new DocumentRecords(workspace.database());
        this.tombstones = new Tombstones(workspace);
        records.all().forEach(record -> known.put(record.source(), record));
    }

    DocumentLibrary.Added take(List<Path> roots, FolderSource.Found found, Progress progress) {
        List<SourceFile> files = found.files();
        found.unusable()
                .forEach(problem -> record(List.of(setAside(problem.file(), problem.reason()))));
        int threads = THREADS_PER_CORE * Runtime.getRuntime().availableProcessors();
        try (ExecutorService workers =
                        Executors.newFixedThreadPool(Math.min(threads, MAX_THREADS));
                Progress.Task task = progress.begin("reading documents", files.size(), "files")) {
            read(files, workers, task);
        }
        int gone = forget(roots);
        return new DocumentLibrary.Added(added, changed, unchanged, gone, setAside);
    }

    /// Workers go on with the files ahead while a batch is recorded.
    private void read(List<SourceFile> files, ExecutorService workers, Progress.Task task) {
        Deque<Future<List<DocumentRecord>>> ahead = new ArrayDeque<>();
        List<DocumentRecord> batch = new ArrayList<>();
        int begun = 0;
        for (int done = 1; done <= files.size(); done++) {
            for (; begun < Math.min(done + AHEAD, files.size()); begun++) {
                SourceFile file = files.get(begun);
                ahead.add(workers.submit(() -> read(file)));
            }
            batch.addAll(result(ahead.remove()));
            if (done % BATCH == 0 || done == files.size()) {
                record(batch);
                batch.clear();
                task.at(done, files.get(done - 1).name());
            }
        }
    }

    private static List<DocumentRecord> result(Future<List<DocumentRecord>> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw InhouseException.internal(
                    "reading documents",
                    "the workspace",
                    e,
                    "Add the documents again: what was read is kept.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InhouseException told) {
                throw told;
            }
            throw new IllegalStateException("reading a document", e.getCause());
        }
    }

    /// Runs on many threads.
    private List<DocumentRecord> read(SourceFile file) {
        byte[] content;
        try {
            content = reader.load(file);
        } catch (UnusableFileException e) {
            return List.of(setAside(file, e.reason()));
        }
        DocumentRecord before = known.get(file.source());
        Hash id = Hash.of(content);
        if (before != null && isSame(before, file, id)) {
            List<DocumentRecord> kept = new ArrayList<>(List.of(before));
            kept.addAll(attachments(file.source()).values());
            return kept;
        }
        Optional<Tombstones.Tombstone> erased = tombstones.find(id);
        if (erased.isPresent()) {
            return List.of(setAside(file, "it was erased at " + erased.get().erasedAt()));
        }
        return reader.read(file, content).stream().map(this::stored).toList();
    }

    private boolean isSame(DocumentRecord before, SourceFile file, Hash id) {
        return before.status() == Status.READ
                && before.id().equals(Optional.of(id))
                && before.name().equals(file.name())
                && before.label().equals(label)
                && before.readerVersion() == DocumentReader.VERSION;
    }

    /// What was found in a file, by source: those that begin with its own and a slash.
    private Map<String, DocumentRecord> attachments(String source) {
        return known.subMap(source + "/", source + "0");
    }

    private DocumentRecord stored(DocumentReader.Reading reading) {
        Hash id = Hash.of(reading.content());
        return switch (reading.extraction()) {
            case Extraction.SetAside aside ->
                    setAside(
                            reading.source(),
                            reading.name(),
                            Optional.of(id),
                            reading.content().length,
                            aside.reason());
            case Extraction.Text text -> {
                workspace.files().put(reading.content());
                yield new DocumentRecord(
                        reading.source(),
                        reading.name(),
                        Optional.of(id),
                        Optional.of(sections.put(text.sections())),
                        DocumentReader.VERSION,
                        Titles.of(text, reading.name()),
                        text.mediaType(),
                        reading.content().length,
                        label,
                        text.metadata(),
                        now,
                        Status.READ,
                        "");
            }
        };
    }

    private DocumentRecord setAside(SourceFile file, String reason) {
        return setAside(file.source(), file.name(), Optional.empty(), 0, reason);
    }

    private DocumentRecord setAside(
            String source, String name, Optional<Hash> id, long size, String reason) {
        return new DocumentRecord(
                source,
                name,
                id,
                Optional.empty(),
                DocumentReader.VERSION,
                Titles.fromName(name),
                "",
                size,
                label,
                Map.of(),
                now,
                Status.SET_ASIDE,
                Titles.line(reason));
    }

    private void record(List<DocumentRecord> batch) {
        List<DocumentRecord> fresh = new ArrayList<>();
        for (DocumentRecord record : batch) {
            DocumentRecord before = known.get(record.source());
            present.add(record.source());
            if (record.equals(before)) {
                unchanged += record.status() == Status.READ ? 1 : 0;
            } else {
                fresh.add(record);
                boolean again = before != null && before.status() == Status.READ;
                added += record.status() == Status.READ && !again ? 1 : 0;
                changed += record.status() == Status.READ && again ? 1 : 0;
            }
            if (record.status() == Status.SET_ASIDE) {
                setAside.add(record);
            }
        }
        records.put(fresh);
    }

    /// Forgets what was once found under the paths and is no longer there.
    private int forget(List<Path> roots) {
        Set<String> gone = new HashSet<>();
        for (Path root : roots) {
            String source = root.toAbsolutePath().normalize().toString();
            String folder = source.endsWith(File.separator) ? source : source + File.separator;
            known.tailMap(folder, true).keySet().stream()
                    .takeWhile(below -> below.startsWith(folder))
                    .filter(below -> !present.contains(below))
                    .forEach(gone::add);
            if (known.containsKey(source) && !present.contains(source)) {
                gone.add(source);
            }
        }
        records.remove(gone);
        return gone.size();
    }
}
