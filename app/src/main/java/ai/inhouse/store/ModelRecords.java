package ai.inhouse.store;

import java.util.List;
import java.util.Optional;

/// The models of a workspace, by name.
public final class ModelRecords {
    private final Database database;

    public ModelRecords(Database database) {
        this.database = database;
    }

    /// Registers a model, or replaces the one of that name.
    public void put(ModelRecord model) {
        database.write(
                "registering a model",
                handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO models (name, folder, lineage, created_at)
                                        VALUES (:name, :folder, :lineage, :createdAt)
                                        ON CONFLICT (name) DO UPDATE SET folder = excluded.folder,
                                            lineage = excluded.lineage,
                                            created_at = excluded.created_at
                                        """)
                                .bindMethods(model)
                                .execute());
    }

    public Optional<ModelRecord> find(String name) {
        return database.read(
                "looking for a model",
                handle ->
                        handle.createQuery("SELECT * FROM models WHERE name = :name")
                                .bind("name", name)
                                .mapTo(ModelRecord.class)
                                .findOne());
    }

    /// Newest first.
    public List<ModelRecord> all() {
        return database.read(
                "listing models",
                handle ->
                        handle.createQuery("SELECT * FROM models ORDER BY created_at DESC, name")
                                .mapTo(ModelRecord.class)
                                .list());
    }
}
