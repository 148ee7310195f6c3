package ai.inhouse.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// The history of what a workspace answers with. Changes are added, never altered.
public final class DeploymentRecords {
    private final Database database;

    public DeploymentRecords(Database database) {
        this.database = database;
    }

    /// Adds a change behind all others.
    ///
    /// @param next makes the change out of the history, newest first, and its own number; nobody
    ///   else changes it meanwhile
    public DeploymentRecord add(Function<List<DeploymentRecord>, DeploymentRecord> next) {
        return database.change(
                "recording a deployment",
                handle -> {
                    DeploymentRecord added = next.apply(all(handle));
                    handle.createUpdate(
                                    """
                                    INSERT INTO deployments (number, kind, model, weights, beside,
                                        beside_weights, share, shadow, run, tones, gates,
                                        failed_gates, actor, reason, restores, deployed_at)
                                    VALUES (:number, :kind, :model, :weights, :beside,
                                        :besideWeights, :share, :shadow, :run, :tones, :gates,
                                        :failedGates, :actor, :reason, :restores, :deployedAt)
                                    """)
                            .bindMethods(added)
                            .execute();
                    return added;
                });
    }

    /// How things stand.
    public Optional<DeploymentRecord> current() {
        return database.read(
                "looking for the deployment",
                handle ->
                        handle.createQuery("SELECT * FROM deployments ORDER BY number DESC LIMIT 1")
                                .mapTo(DeploymentRecord.class)
                                .findOne());
    }

    /// Newest first.
    public List<DeploymentRecord> all() {
        return database.read("listing deployments", DeploymentRecords::all);
    }

    private static List<DeploymentRecord> all(Handle handle) {
        return handle.createQuery("SELECT * FROM deployments ORDER BY number DESC")
                .mapTo(DeploymentRecord.class)
                .list();
    }
}
