package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.util.List;

/// Every evaluation ever made, for comparison.
public final class EvaluationRecords {
    private final Database database;

    public EvaluationRecords(Database database) {
        this.database = database;
    }

    public void add(Evaluation evaluation) {
        database.write(
                "recording an evaluation",
                handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO evaluations
                                            (id, model, suite_hash, report, evaluated_at)
                                        VALUES (:id, :model, :suiteHash, :report, :evaluatedAt)
                                        ON CONFLICT (id) DO NOTHING
                                        """)
                                .bindMethods(evaluation)
                                .execute());
    }

    /// Removes evaluations for good.
    public void remove(List<Hash> ids) {
        database.write(
                "removing evaluations",
                handle ->
                        ids.forEach(
                                id ->
                                        handle.execute(
                                                "DELETE FROM evaluations WHERE id = ?", id.hex())));
    }

    /// Of one model, newest first.
    public List<Evaluation> of(String model) {
        return database.read(
                "listing evaluations",
                handle ->
                        handle.createQuery(
                                        "SELECT * FROM evaluations WHERE model = :model"
                                                + " ORDER BY evaluated_at DESC, id")
                                .bind("model", model)
                                .mapTo(Evaluation.class)
                                .list());
    }

    /// Of all models, newest first.
    public List<Evaluation> all() {
        return database.read(
                "listing evaluations",
                handle ->
                        handle.createQuery(
                                        "SELECT * FROM evaluations ORDER BY evaluated_at DESC, id")
                                .mapTo(Evaluation.class)
                                .list());
    }
}
