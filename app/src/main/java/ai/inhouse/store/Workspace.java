package ai.inhouse.store;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A folder that holds all of one company's work: originals, corpora, runs, models, and the
/// database that knows how they hang together. The database is opened when first asked for.
public final class Workspace implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String FILES = "files";

    private final Path folder;
    private final String databaseUrl;
    private final FileKeys keys;
    private final ContentStore files;
    private @Nullable Database database;

    private Workspace(Path folder, String databaseUrl) {
        this.folder = folder;
        this.keys = new FileKeys(folder);
        this.databaseUrl = databaseUrl;
        this.files = new ContentStore(folder.resolve(FILES), keys);
    }

    /// Makes a workspace, or completes one that is there.
    public static Workspace create(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            for (String part : new String[] {FILES, "runs", "models"}) {
                Files.createDirectories(absolute.resolve(part));
            }
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "making a workspace",
                    absolute,
                    e,
                    "Choose a folder that you may write to with --workspace.");
        }
        return open(absolute);
    }

    /// Opens a workspace with its own SQLite database.
    ///
    /// @throws InhouseException if the folder is no workspace
    public static Workspace open(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        return open(absolute, "jdbc:sqlite:" + absolute.resolve("inhouse.db"));
    }

    /// Opens a workspace whose database is elsewhere.
    ///
    /// @param databaseUrl such as `jdbc:postgresql://host/inhouse?user=inhouse`
    public static Workspace open(Path folder, String databaseUrl) {
        Path absolute = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute.resolve(FILES))) {
            throw InhouseException.badInput(
                    "opening the workspace",
                    absolute,
                    Files.exists(absolute)
                            ? "the folder is not a workspace"
                            : "there is no such folder",
                    "Make one with `inhouse init`, or name another with --workspace.");
        }
        return new Workspace(absolute, databaseUrl);
    }

    public Path folder() {
        return folder;
    }

    public ContentStore files() {
        return files;
    }

    FileKeys keys() {
        return keys;
    }

    /// The recipe's place; the file need not exist.
    public Path recipe() {
        return folder.resolve("inhouse.yaml");
    }

    public Path run(String id) {
        return folder.resolve("runs").resolve(id);
    }

    public Path model(String name) {
        return folder.resolve("models").resolve(name);
    }

    public synchronized Database database() {
        if (database == null) {
            database = Database.open(databaseUrl);
        }
        return database;
    }

    /// Takes the right to change the workspace, waiting a few seconds for another to give it up.
    ///
    /// @param purpose what for, as in "building the corpus": told to those who wait
    /// @throws InhouseException naming the process that holds it
    public WorkspaceLock lock(String purpose) {
        return lock(purpose, PATIENCE);
    }

    WorkspaceLock lock(String purpose, Duration patience) {
        WorkspaceLock lock = WorkspaceLock.acquire(folder.resolve(".lock"), purpose, patience);
        try {
            files.sweep();
        } catch (IOException e) {
            lock.close();
            throw InhouseException.internal(
                    "removing half-written files",
                    folder,
                    e,
                    "Check that the folder can be written to.");
        }
        return lock;
    }

    /// Takes the right to back the workspace up, which goes on beside changes of it.
    ///
    /// @throws InhouseException if another process does so now
    public WorkspaceLock backupLock() {
        return WorkspaceLock.acquire(
                folder.resolve(".backup.lock"), "backing up the workspace", Duration.ZERO);
    }

    @Override
    public synchronized void close() {
        if (database != null) {
            database.close();
            database = null;
        }
    }
}
