package ai.inhouse.store;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// The workspace's database: SQLite in a file, or PostgreSQL. Its tables are brought up to date
/// when it is opened. Safe for use by many threads.
public final class Database implements AutoCloseable {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final int CONNECTIONS = 4;
    private static final int BUSY_MILLIS = 10_000;
    private static final List<Class<?>> RECORDS =
            List.of(
                    DocumentRecord.class,
                    CorpusRecord.class,
                    RunRecord.class,
                    StageRecord.class,
                    ModelRecord.class,
                    Account.class,
                    Session.class,
                    ReviewItemRecord.class,
                    Rating.class,
                    Evaluation.class,
                    LineageEdge.class,
                    DeploymentRecord.class,
                    GateCheck.class,
                    Standing.class);

    private final String url;
    private final HikariDataSource connections;
    private final Jdbi jdbi;
    private final Writes writes;

    private Database(String url, HikariDataSource connections) {
        this.url = url;
        this.connections = connections;
        this.jdbi = jdbi(connections);
        this.writes = new Writes(jdbi);
    }

    /// @throws InhouseException if the database cannot be reached or its tables not be made
    static Database open(String url) {
        try {
            HikariDataSource connections = new HikariDataSource(config(url));
            try {
                Flyway.configure().dataSource(connections).load().migrate();
            } catch (FlywayException e) {
                connections.close();
                throw e;
            }
            return new Database(url, connections);
        } catch (RuntimeException e) {
            throw InhouseException.internal(
                    "opening the database",
                    withoutSecrets(url),
                    e,
                    "Check that the file can be written to, or that the server runs and lets you in.");
        }
    }

    /// What a query does with a connection.
    @FunctionalInterface
    interface Query<T> {
        T on(Handle handle);
    }

    /// What a change does with a connection.
    @FunctionalInterface
    interface Change {
        void on(Handle handle);
    }

    /// @param what is being done, for the error
    <T> T read(String what, Query<T> query) {
        try {
            return jdbi.withHandle(query::on);
        } catch (JdbiException e) {
            throw failed(what, e);
        }
    }

    /// Changes all or nothing.
    ///
    /// @param what is being done, for the error
    void write(String what, Change change) {
        try {
            changed(
                    handle -> {
                        change.on(handle);
                        return true;
                    });
        } catch (JdbiException e) {
            throw failed(what, e);
        }
    }

    /// Changes all or nothing, and tells what came of it.
    ///
    /// @param what is being done, for the error
    <T> T change(String what, Query<T> query) {
        try {
            return changed(query);
        } catch (JdbiException e) {
            throw failed(what, e);
        }
    }

    /// Writes a copy as it stands at one moment, while others read and write.
    ///
    /// @param file new, for an SQLite database of its own
    /// @throws InhouseException for PostgreSQL, whose own tools do that
    public void snapshot(Path file) {
        if (!url.startsWith(SQLITE)) {
            throw InhouseException.badInput(
                    "copying the database",
                    withoutSecrets(url),
                    "only SQLite's is a file of the workspace",
                    "Copy it with `pg_dump` first and the workspace's folder after it: a row's"
                            + " files are there before the row is.");
        }
        try {
            jdbi.useHandle(handle -> handle.execute("VACUUM INTO ?", file.toString()));
        } catch (JdbiException e) {
            throw failed("copying the database", e);
        }
    }

    /// Leaves nothing of removed rows in the database's files: writes all that is left anew. On
    /// PostgreSQL their space is given free to be overwritten, no more.
    public void purge() {
        read(
                "purging the database",
                handle -> {
                    handle.execute("VACUUM");
                    return url.startsWith(SQLITE)
                            ? handle.createQuery("PRAGMA wal_checkpoint(TRUNCATE)")
                                    .mapToMap()
                                    .list()
                                    .size()
                            : 0;
                });
    }

    private <T> T changed(Query<T> query) {
        return url.startsWith(SQLITE) ? writes.change(query) : jdbi.inTransaction(query::on);
    }

    @Override
    public void close() {
        connections.close();
    }

    private InhouseException failed(String what, JdbiException e) {
        return InhouseException.internal(
                what,
                withoutSecrets(url),
                e.getCause() == null ? e : e.getCause(),
                "Check the disk's free space and the database, then run the command again.");
    }

    private static HikariConfig config(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setPoolName("inhouse");
        if (url.startsWith(SQLITE)) {
            config.addDataSourceProperty("journal_mode", "WAL");
            config.addDataSourceProperty("synchronous", "FULL");
            config.addDataSourceProperty("foreign_keys", "true");
            config.addDataSourceProperty("busy_timeout", String.valueOf(BUSY_MILLIS));
            // Taken at once: a transaction that reads first cannot lose a race to write later.
            config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
        }
        return config;
    }

    private static Jdbi jdbi(HikariDataSource connections) {
        Jdbi jdbi = Jdbi.create(connections);
        jdbi.registerArgument(new ColumnTypes.HashArgument());
        jdbi.registerArgument(new ColumnTypes.InstantArgument());
        jdbi.registerArgument(new ColumnTypes.MapArgument());
        jdbi.registerArgument(new ColumnTypes.ListArgument());
        jdbi.registerColumnMapper(Hash.class, ColumnTypes::hash);
        jdbi.registerColumnMapper(Instant.class, ColumnTypes::instant);
        jdbi.registerColumnMapper(new GenericType<Map<String, String>>() {}, ColumnTypes::map);
        jdbi.registerColumnMapper(new GenericType<List<String>>() {}, ColumnTypes::list);
        RECORDS.forEach(record -> jdbi.registerRowMapper(ConstructorMapper.factory(record)));
        return jdbi;
    }

    private static String withoutSecrets(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }
}
