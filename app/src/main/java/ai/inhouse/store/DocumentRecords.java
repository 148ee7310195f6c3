package ai.inhouse.store;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// The documents of a workspace, by where they were found.
public final class DocumentRecords {
    private static final String UPSERT =
            """
            INSERT INTO documents (source, name, id, sections, reader_version, title, media_type,
                size_bytes, label, metadata, added_at, status, reason)
            VALUES (:source, :name, :id, :sections, :readerVersion, :title, :mediaType,
                :sizeBytes, :label, :metadata, :addedAt, :status, :reason)
            ON CONFLICT (source) DO UPDATE SET name = excluded.name, id = excluded.id,
                sections = excluded.sections, reader_version = excluded.reader_version,
                title = excluded.title, media_type = excluded.media_type,
                size_bytes = excluded.size_bytes, label = excluded.label,
                metadata = excluded.metadata, added_at = excluded.added_at,
                status = excluded.status, reason = excluded.reason
            """;

    private final Database database;

    public DocumentRecords(Database database) {
        this.database = database;
    }

    /// Adds documents, or replaces what was known of the same sources; all or none.
    public void put(Collection<DocumentRecord> documents) {
        if (documents.isEmpty()) {
            return;
        }
        database.write(
                "recording documents",
                handle -> {
                    try (var batch = handle.prepareBatch(UPSERT)) {
                        documents.forEach(document -> batch.bindMethods(document).add());
                        batch.execute();
                    }
                });
    }

    /// All of them, by name.
    public List<DocumentRecord> all() {
        return database.read(
                "listing documents",
                handle ->
                        handle
                                .createQuery("SELECT * FROM documents")
                                .mapTo(DocumentRecord.class)
                                .stream()
                                .sorted(ORDER)
                                .toList());
    }

    /// Those that a person may mean.
    ///
    /// @param nameOrHash a name, a source, or the first digits of a hash
    public List<DocumentRecord> find(String nameOrHash) {
        String hash = nameOrHash.matches("[0-9a-f]{6,64}") ? nameOrHash + "%" : "none";
        return database.read(
                "looking for a document",
                handle ->
                        handle
                                .createQuery(
                                        "SELECT * FROM documents WHERE name = :name"
                                                + " OR source = :name OR id LIKE :hash")
                                .bind("name", nameOrHash)
                                .bind("hash", hash)
                                .mapTo(DocumentRecord.class)
                                .stream()
                                .sorted(ORDER)
                                .toList());
    }

    /// Forgets sources that are no longer there. Their originals stay in the store.
    public void remove(Collection<String> sources) {
        if (sources.isEmpty()) {
            return;
        }
        database.write(
                "removing documents",
                handle -> {
                    try (var batch =
                            handle.prepareBatch("DELETE FROM documents WHERE source = :source")) {
                        sources.forEach(source -> batch.bind("source", source).add());
                        batch.execute();
                    }
                });
    }

    /// The order of the code points, the same on every database and machine.
    private static final Comparator<DocumentRecord> ORDER =
            Comparator.comparing(DocumentRecord::name).thenComparing(DocumentRecord::source);
}
