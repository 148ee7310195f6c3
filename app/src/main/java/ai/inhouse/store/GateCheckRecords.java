package ai.inhouse.store;

import java.util.Optional;

/// What came of gates whenever they were checked.
public final class GateCheckRecords {
    private final Database database;

    public GateCheckRecords(Database database) {
        this.database = database;
    }

    /// Adds a check; the same again changes nothing.
    public void add(GateCheck check) {
        database.write(
                "recording what came of the gates",
                handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO gate_checks
                                            (id, model, weights, source, results, checked_at)
                                        VALUES (:id, :model, :weights, :source, :results,
                                            :checkedAt)
                                        ON CONFLICT (id) DO NOTHING
                                        """)
                                .bindMethods(check)
                                .execute());
    }

    /// The newest check of these weights.
    public Optional<GateCheck> latest(String weights) {
        return database.read(
                "looking for what came of the gates",
                handle ->
                        handle.createQuery(
                                        """
                                        SELECT * FROM gate_checks WHERE weights = :weights
                                        ORDER BY checked_at DESC, id LIMIT 1
                                        """)
                                .bind("weights", weights)
                                .mapTo(GateCheck.class)
                                .findOne());
    }
}
