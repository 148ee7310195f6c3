package ai.inhouse.store;

import java.util.List;
import java.util.Optional;

/// Runs and their stages.
public final class RunRecords {
    private final Database database;

    public RunRecords(Database database) {
        this.database = database;
    }

    /// Adds a run, or replaces what was known of it.
    public void put(RunRecord run) {
        database.write(
                "recording a run",
                handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO runs
                                            (id, recipe_hash, state, started_at, finished_at, failure)
                                        VALUES (:id, :recipeHash, :state, :startedAt, :finishedAt,
                                            :failure)
                                        ON CONFLICT (id) DO UPDATE SET state = excluded.state,
                                            recipe_hash = excluded.recipe_hash,
                                            started_at = excluded.started_at,
                                            finished_at = excluded.finished_at,
                                            failure = excluded.failure
                                        """)
                                .bindMethods(run)
                                .execute());
    }

    /// Adds a stage of a run that is known, or replaces what was known of it.
    public void put(StageRecord stage) {
        database.write(
                "recording a stage",
                handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO stages (run_id, name, position, input_hash,
                                            state, output, duration_seconds)
                                        VALUES (:runId, :name, :position, :inputHash,
                                            :state, :output, :durationSeconds)
                                        ON CONFLICT (run_id, name) DO UPDATE SET
                                            position = excluded.position,
                                            input_hash = excluded.input_hash,
                                            state = excluded.state, output = excluded.output,
                                            duration_seconds = excluded.duration_seconds
                                        """)
                                .bindMethods(stage)
                                .execute());
    }

    public Optional<RunRecord> find(String id) {
        return database.read(
                "looking for a run",
                handle ->
                        handle.createQuery("SELECT * FROM runs WHERE id = :id")
                                .bind("id", id)
                                .mapTo(RunRecord.class)
                                .findOne());
    }

    /// Newest first.
    public List<RunRecord> all() {
        return database.read(
                "listing runs",
                handle ->
                        handle.createQuery("SELECT * FROM runs ORDER BY started_at DESC, id DESC")
                                .mapTo(RunRecord.class)
                                .list());
    }

    /// A run's stages in their order.
    public List<StageRecord> stages(String runId) {
        return database.read(
                "listing a run's stages",
                handle ->
                        handle.createQuery(
                                        "SELECT * FROM stages WHERE run_id = :run ORDER BY position")
                                .bind("run", runId)
                                .mapTo(StageRecord.class)
                                .list());
    }
}
