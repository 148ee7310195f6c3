package ai.inhouse.store.backup;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Copies a workspace into one ZIP file while it is served, trained in and written to.
///
/// The database is copied first, at one moment, and the files after it: what a row names is on the
/// disk before the row is, and only erasing takes it away. An erasure that falls between the two is
/// noticed, and the copy begun anew; so is, where files are encrypted, one that takes a key away
/// before it was copied, and a change of keys. Folders that are replaced whole are copied whole.
public final class Backup {
    private static final String WHAT = "backing up the workspace";
    private static final String DATABASE = "inhouse.db";
    private static final String KEYS = "keys";
    private static final String CONTENT = "files";
    private static final String ENCRYPTION = "encryption.json";

    /// Each child of these is a unit that is replaced by itself.
    private static final Set<String> COLLECTIONS = Set.of("models", "runs");

    private static final int ATTEMPTS = 5;

    private final Workspace workspace;
    private final Path root;
    private final InstantSource clock;

    public Backup(Workspace workspace, InstantSource clock) {
        this.workspace = workspace;
        this.root = workspace.folder();
        this.clock = clock;
    }

    /// What was made.
    ///
    /// @param bytes of the backup's file
    /// @param damaged files whose bytes were no longer those that were stored
    public record Made(Path file, long bytes, int files, BackupNote note, List<String> damaged) {}

    /// @param to a new file, or a folder to put one into that is named after workspace and time
    /// @param keepDays after which the next backup removes it; empty for never
    /// @param withKeys whether the workspace's secrets go along
    public Made write(Path to, Optional<Integer> keepDays, boolean withKeys, Progress progress) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Path file = target(to, now);
        try (var _ = workspace.backupLock();
                Progress.Task task = progress.begin("backing up", -1, "files")) {
            BackupManifest[] made = new BackupManifest[1];
            DurableFiles.streamPrivately(
                    file, out -> made[0] = attempts(out, now.toString(), withKeys, task));
            Optional<String> until =
                    keepDays.map(days -> LocalDate.ofInstant(now, ZoneOffset.UTC))
                            .map(day -> day.plusDays(keepDays.orElseThrow()).toString());
            BackupNote note =
                    new BackupNote(made[0].id().hex(), now.toString(), file.toString(), until);
            new BackupNotes(workspace).add(note, now);
            List<String> damaged = made[0].damaged();
            return new Made(file, Files.size(file), made[0].files().size(), note, damaged);
        } catch (IOException e) {
            throw InhouseException.internal(
                    WHAT, file, e, "Check the free space and the rights of that folder.");
        }
    }

    private Path target(Path to, Instant now) {
        Path absolute = to.toAbsolutePath().normalize();
        String stamp = now.toString().replaceAll("[-:]", "");
        Path file =
                Files.isDirectory(absolute)
                        ? absolute.resolve("inhouse-%s-%s.zip".formatted(name(), stamp))
                        : absolute;
        if (Files.exists(file)) {
            throw InhouseException.badInput(
                    WHAT, file, "the file is there already", "Name a new file, or a folder.");
        }
        if (file.startsWith(root)) {
            throw InhouseException.badInput(
                    WHAT,
                    file,
                    "it would lie in the workspace that it is to survive",
                    "Name a place outside, best on another disk.");
        }
        return file;
    }

    private String name() {
        return String.valueOf(root.getFileName());
    }

    private BackupManifest attempts(
            FileChannel out, String now, boolean withKeys, Progress.Task task) throws IOException {
        for (int attempt = 1; ; attempt++) {
            out.truncate(0);
            try {
                return attempt(new BackupArchive(out), now, withKeys, task);
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /// @throws NoSuchFileException if content was erased meanwhile
    private BackupManifest attempt(
            BackupArchive archive, String now, boolean withKeys, Progress.Task task)
            throws IOException {
        List<Path> before = content();
        Optional<Hash> encryption = encryption();
        addDatabase(archive);
        List<Path> content = content();
        requireAll(before, content);
        List<String> damaged = new ArrayList<>();
        int done = 0;
        for (Path file : content) {
            if (!addContent(archive, file)) {
                damaged.add(root.relativize(file).toString());
            }
            task.at(++done, "");
        }
        for (Path unit : units(withKeys)) {
            done += addUnit(archive, unit);
            task.at(done, String.valueOf(root.relativize(unit)));
            if (isKeys(unit)) {
                requireSameKeys(encryption, content);
            }
        }
        return archive.finish(now, name(), withKeys, damaged);
    }

    private static void requireAll(List<Path> before, List<Path> now) throws NoSuchFileException {
        if (!Set.copyOf(now).containsAll(before)) {
            throw new NoSuchFileException("stored files were erased");
        }
    }

    /// The workspace's own keys, where it is encrypted.
    private Optional<Hash> encryption() throws IOException {
        Path file = root.resolve(ENCRYPTION);
        return Files.exists(file) ? Optional.of(Hash.of(file)) : Optional.empty();
    }

    /// Keys of files open what was copied only if they stood beside it, under the keys that were.
    private void requireSameKeys(Optional<Hash> before, List<Path> content) throws IOException {
        if (!encryption().equals(before)) {
            throw new NoSuchFileException(root.resolve(ENCRYPTION).toString());
        }
        if (before.isPresent()) {
            requireAll(content, content());
        }
    }

    private void addDatabase(BackupArchive archive) throws IOException {
        Path copy = root.resolve(".backup.db");
        Files.deleteIfExists(copy); // that of a killed process
        try {
            workspace.database().snapshot(copy);
            try (FileChannel in = FileChannel.open(copy, StandardOpenOption.READ)) {
                archive.add(Path.of(DATABASE), copy, in, in.size());
            }
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /// Everything stored by its hash, as `files/ab/cdef…`.
    private List<Path> content() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(CONTENT), 2)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> visible().test(file.getParent()))
                    .filter(visible())
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// @return whether its bytes are those that were stored
    private boolean addContent(BackupArchive archive, Path file) throws IOException {
        Path path = root.relativize(file);
        // An encrypted file's name goes on after the hash.
        String name = path.getName(2).toString().split("\\.", -1)[0];
        Hash stored = new Hash(path.getName(1) + name);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            Hash added = archive.add(path, file, in, in.size());
            // On the disk they may have another form than that which was hashed.
            return added.equals(stored) || workspace.files().isIntact(stored);
        }
    }

    private boolean isKeys(Path unit) {
        return unit.equals(root.resolve(KEYS));
    }

    /// Keys first, as the content before them must not go before they are copied.
    private List<Path> units(boolean withKeys) throws IOException {
        List<Path> units = new ArrayList<>(List.of(root));
        if (withKeys) {
            units.add(root.resolve(KEYS));
        }
        for (Path child : folders(root)) {
            String name = String.valueOf(child.getFileName());
            if (name.equals(CONTENT) || isKeys(child)) {
                continue;
            }
            units.add(child);
            if (COLLECTIONS.contains(name)) {
                units.addAll(folders(child));
            }
        }
        return units;
    }

    /// Also those that are gone for the moment in which another takes their place.
    private static List<Path> folders(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> !Files.isRegularFile(child))
                    .map(FolderSnapshot::withoutOld)
                    .filter(visible())
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private int addUnit(BackupArchive archive, Path unit) throws IOException {
        boolean shallow =
                unit.equals(root) || COLLECTIONS.contains(root.relativize(unit).toString());
        int depth = shallow ? 1 : Integer.MAX_VALUE;
        int added = 0;
        try (FolderSnapshot snapshot =
                FolderSnapshot.take(unit, depth, visible().and(Backup::isNoDatabase))) {
            for (FolderSnapshot.Held held : snapshot.files()) {
                Path path = root.relativize(held.file());
                archive.add(path, held.file(), held.channel(), length(held));
                added++;
            }
        } catch (NoSuchFileException e) {
            if (Files.exists(unit)) {
                throw e;
            }
            // Removed since it was listed, as old models and runs may be.
        }
        return added;
    }

    private static boolean isNoDatabase(Path path) {
        return !String.valueOf(path.getFileName()).startsWith(DATABASE);
    }

    /// What is being made, and locks, begin with a dot.
    private static Predicate<Path> visible() {
        return path -> !String.valueOf(path.getFileName()).startsWith(".");
    }

    /// Of files of lines, whole lines only: the last may be being written.
    private static long length(FolderSnapshot.Held held) throws IOException {
        if (!held.file().toString().endsWith(".jsonl")) {
            return held.bytes();
        }
        ByteBuffer one = ByteBuffer.allocate(1);
        for (long end = held.bytes(); end > 0; end--) {
            one.clear();
            held.channel().read(one, end - 1);
            if (one.get(0) == '\n') {
                return end;
            }
        }
        return 0;
    }
}
