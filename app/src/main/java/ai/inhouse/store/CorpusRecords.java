package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.util.List;

/// The corpus versions of a workspace.
public final class CorpusRecords {
    private final Database database;

    public CorpusRecords(Database database) {
        this.database = database;
    }

    /// Records a version; sealing the same one again makes it the newest.
    public void put(CorpusRecord corpus) {
        database.write(
                "recording a corpus",
                handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO corpora
                                            (version, train, held_out, removed, size_bytes, created_at)
                                        VALUES (:version, :train, :heldOut, :removed, :sizeBytes,
                                            :createdAt)
                                        ON CONFLICT (version) DO UPDATE
                                            SET created_at = excluded.created_at
                                        """)
                                .bindMethods(corpus)
                                .execute());
    }

    /// Forgets a version.
    public void remove(Hash version) {
        database.write(
                "removing a corpus",
                handle ->
                        handle.createUpdate("DELETE FROM corpora WHERE version = :version")
                                .bind("version", version)
                                .execute());
    }

    /// Newest first.
    public List<CorpusRecord> all() {
        return database.read(
                "listing corpora",
                handle ->
                        handle.createQuery(
                                        "SELECT * FROM corpora ORDER BY created_at DESC, version")
                                .mapTo(CorpusRecord.class)
                                .list());
    }
}
