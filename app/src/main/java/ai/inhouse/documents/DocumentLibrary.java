package ai.inhouse.documents;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.DocumentRecords;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The documents of a workspace: adds, lists and gives them.
public final class DocumentLibrary {
    private final Workspace workspace;
    private final DocumentReader reader;
    private final SectionStore sections;

    public DocumentLibrary(Workspace workspace, DocumentReader reader) {
        this.workspace = workspace;
        this.reader = reader;
        this.sections = new SectionStore(workspace.files());
    }

    /// What became of the files under the paths.
    ///
    /// @param added documents that are new
    /// @param changed documents whose content or label is another than before
    /// @param unchanged documents that were not read again
    /// @param gone documents that are no longer there, and were forgotten
    /// @param setAside files that cannot be used, with the reason in each
    public record Added(
            int added, int changed, int unchanged, int gone, List<DocumentRecord> setAside) {
        public Added {
            setAside = List.copyOf(setAside);
        }

        /// Documents that can be used now.
        public int usable() {
            return added + changed + unchanged;
        }
    }

    /// Reads what is new or changed under the paths. What was read stays so when the process is
    /// killed: the next call goes on from there.
    ///
    /// @throws InhouseException if a path does not exist
    public Added add(List<Path> paths, AccessLabel label, Progress progress) {
        FolderSource.Found found = FolderSource.find(paths, workspace.folder());
        return new Intake(workspace, reader, sections, label).take(paths, found, progress);
    }

    /// All that is known, ordered by name; what was set aside included.
    public List<DocumentRecord> list() {
        return records().all();
    }

    /// Every document that can be used, ordered by name.
    public List<Document> documents() {
        return list().parallelStream()
                .filter(record -> record.status() == DocumentRecord.Status.READ)
                .map(this::document)
                .toList();
    }

    /// Forgets documents. Their originals and texts stay in the store until they are removed there.
    public void forget(List<String> sources) {
        records().remove(sources);
    }

    /// Takes the texts out that no document has any more: of those erased, and of documents as they
    /// once were.
    public void removeUnusedTexts() {
        Set<Hash> used = new HashSet<>();
        for (DocumentRecord record : list()) {
            record.id().ifPresent(used::add);
            record.sections().ifPresent(used::add);
        }
        workspace.files().list().stream()
                .filter(file -> !used.contains(file) && sections.isOne(file))
                .forEach(workspace.files()::remove);
    }

    /// Rewrites a document's text, title and metadata. The text as it was stays in the store until
    /// it is removed there.
    ///
    /// @param rewritten gives the new text for an old one
    public void rewrite(DocumentRecord record, UnaryOperator<String> rewritten) {
        Map<String, String> metadata = new TreeMap<>();
        record.metadata().forEach((key, value) -> metadata.put(key, rewritten.apply(value)));
        List<Section> sectionsNow = new ArrayList<>();
        for (Section section : sections.get(record.sections().orElseThrow())) {
            sectionsNow.add(
                    section.with(
                            rewritten.apply(section.heading()), rewritten.apply(section.text())));
        }
        records()
                .put(
                        List.of(
                                new DocumentRecord(
                                        record.source(),
                                        record.name(),
                                        record.id(),
                                        Optional.of(sections.put(sectionsNow)),
                                        record.readerVersion(),
                                        rewritten.apply(record.title()),
                                        record.mediaType(),
                                        record.sizeBytes(),
                                        record.label(),
                                        metadata,
                                        record.addedAt(),
                                        record.status(),
                                        record.reason())));
    }

    /// One document.
    ///
    /// @param nameOrHash its name, its source, or the first six or more digits of its hash
    /// @throws InhouseException if none or several are meant, or it was set aside
    public Document show(String nameOrHash) {
        List<DocumentRecord> matches = records().find(nameOrHash);
        if (matches.isEmpty()) {
            throw InhouseException.badInput(
                    "showing a document",
                    nameOrHash,
                    "no document has that name or hash",
                    "See the names with `inhouse documents list`.");
        }
        if (matches.stream().map(DocumentRecord::id).distinct().count() > 1) {
            throw InhouseException.badInput(
                    "showing a document",
                    nameOrHash,
                    "several are meant: "
                            + String.join(
                                    ", ", matches.stream().map(DocumentRecord::source).toList()),
                    "Name one by its full path.");
        }
        DocumentRecord record = matches.getFirst();
        if (record.status() == DocumentRecord.Status.SET_ASIDE) {
            throw InhouseException.badInput(
                    "showing a document",
                    record.source(),
                    "it was set aside: " + record.reason(),
                    "Correct the file and add it again.");
        }
        return document(record);
    }

    /// A document that was read, as listed.
    public Document document(DocumentRecord record) {
        Hash id = record.id().orElseThrow();
        return new Document(
                id,
                record.name(),
                record.title(),
                record.mediaType(),
                record.metadata(),
                sections.get(record.sections().orElseThrow()),
                AccessLabel.parse(record.label()));
    }

    private DocumentRecords records() {
        return new DocumentRecords(workspace.database());
    }
}
