package ai.inhouse.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes that a crash cannot tear: written aside, fsynced, then renamed.
public final class DurableFiles {
    private DurableFiles() {}

    /// Puts a file's content into its channel, from the start on.
    @FunctionalInterface
    public interface FileContent {
        void writeTo(FileChannel channel) throws IOException;
    }

    /// Puts files into an empty folder.
    @FunctionalInterface
    public interface FolderContent {
        void writeTo(Path folder) throws IOException;
    }

    /// Replaces a file whole. Several may do so at once.
    public static void write(Path file, byte[] bytes) throws IOException {
        Path parent = Files.createDirectories(parent(file));
        Path aside = Files.createTempFile(parent, "." + file.getFileName(), ".part");
        replace(file, aside, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
    }

    public static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Replaces a file whole by content in a stream, whatever its size. One writer at a time: what
    /// a killed one left aside is overwritten.
    public static void stream(Path file, FileContent content) throws IOException {
        Files.createDirectories(parent(file));
        replace(file, aside(file), content);
    }

    /// As [#stream], readable by its owner only where the file system knows owners.
    public static void streamPrivately(Path file, FileContent content) throws IOException {
        Path parent = Files.createDirectories(parent(file));
        Path aside = aside(file);
        Files.deleteIfExists(aside);
        if (Files.getFileStore(parent).supportsFileAttributeView("posix")) {
            Files.createFile(
                    aside,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        replace(file, aside, content);
    }

    private static void replace(Path file, Path aside, FileContent content) throws IOException {
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            aside,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(
                    aside,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            sync(parent(file));
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /// Writes all that remains of a buffer.
    public static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /// Fills a folder aside and lets it appear at once, replacing what stood there. One writer at a
    /// time.
    public static void folder(Path folder, FolderContent content) throws IOException {
        Path aside = aside(folder);
        try {
            deleteTree(aside);
            content.writeTo(Files.createDirectories(aside));
            publish(aside, folder);
        } catch (IOException | RuntimeException e) {
            discard(aside, e);
            throw e;
        }
    }

    private static void discard(Path aside, Exception cause) {
        try {
            deleteTree(aside);
        } catch (IOException e) {
            // The next write overwrites what is left.
            cause.addSuppressed(e);
        }
    }

    /// Makes a folder that was filled aside appear under its name at once. What it replaces is gone
    /// only after the new one is durable.
    ///
    /// @param aside a complete folder on the same file system
    public static void publish(Path aside, Path folder) throws IOException {
        try (var files = Files.walk(aside)) {
            for (Path file : files.toList()) {
                sync(file);
            }
        }
        if (Files.exists(folder)) {
            Path old = folder.resolveSibling("." + folder.getFileName() + ".old");
            deleteTree(old);
            Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
            Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
            deleteTree(old);
        } else {
            Files.createDirectories(parent(folder));
            Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        sync(parent(folder));
    }

    private static Path aside(Path target) {
        return parent(target).resolve("." + target.getFileName() + ".part");
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file system's root");
    }

    /// Forces a file's or a folder's content to the device.
    public static void sync(Path path) throws IOException {
        var option = Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
                            throws IOException {
                        if (e != null) {
                            throw e;
                        }
                        Files.delete(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
