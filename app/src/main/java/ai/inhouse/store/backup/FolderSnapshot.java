package ai.inhouse.store.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The files of a folder as they stand at one moment, held open. Models, adapters and checkpoints
/// are replaced whole, by renaming: held open, they are read to their end as they were, so that no
/// copy mixes two of them. What is appended to meanwhile is held up to the length that it had.
final class FolderSnapshot implements AutoCloseable {
    private static final int ATTEMPTS = 100;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final List<Held> files = new ArrayList<>();

    /// One file, at its beginning.
    ///
    /// @param bytes its length at that moment
    record Held(Path file, FileChannel channel, long bytes) {}

    private FolderSnapshot() {}

    /// @param depth 1 for the folder's own files only
    /// @param wanted which files and folders in it are looked at
    /// @throws NoSuchFileException if the folder goes away
    static FolderSnapshot take(Path folder, int depth, Predicate<Path> wanted) throws IOException {
        IOException last = new IOException("it changes all the time");
        for (int attempt = 0; attempt < ATTEMPTS && isThere(folder); attempt++) {
            FolderSnapshot snapshot = new FolderSnapshot();
            try {
                SortedMap<Path, Object> before = look(folder, depth, wanted);
                snapshot.open(before.keySet());
                if (before.equals(look(folder, depth, wanted))) {
                    return snapshot;
                }
            } catch (IOException e) {
                last = e;
            }
            snapshot.close();
            pause();
        }
        throw Files.exists(folder) ? last : new NoSuchFileException(folder.toString());
    }

    /// Whether a folder is there, or will be in a moment.
    private static boolean isThere(Path folder) {
        return Files.exists(folder) || Files.exists(old(folder));
    }

    /// Where what is replaced goes before the new takes its place.
    private static Path old(Path folder) {
        return folder.resolveSibling("." + folder.getFileName() + ".old");
    }

    /// The folder that such a place is of, or the folder itself.
    static Path withoutOld(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.startsWith(".") && name.endsWith(".old")
                ? folder.resolveSibling(name.substring(1, name.length() - ".old".length()))
                : folder;
    }

    /// Files and folders, each with what tells it from another of the same name.
    private static SortedMap<Path, Object> look(Path folder, int depth, Predicate<Path> wanted)
            throws IOException {
        SortedMap<Path, Object> seen = new TreeMap<>();
        Files.walkFileTree(
                folder,
                EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                depth,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                        if (!dir.equals(folder) && !wanted.test(dir)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        seen.put(dir, identity(a));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        if (a.isRegularFile() && wanted.test(file)) {
                            seen.put(file, identity(a));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return seen;
    }

    private static Object identity(BasicFileAttributes attributes) {
        return Objects.requireNonNullElse(attributes.fileKey(), attributes.creationTime());
    }

    private void open(Iterable<Path> paths) throws IOException {
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                files.add(new Held(path, channel, channel.size()));
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    List<Held> files() {
        return files;
    }

    @Override
    public void close() throws IOException {
        for (Held held : files) {
            held.channel().close();
        }
    }
}
