package ai.inhouse.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes that a crash cannot tear: written aside, fsynced, then renamed.
public final class DurableFiles {
    private DurableFiles() {}

    /// Replaces a file whole.
    public static void write(Path file, byte[] bytes) throws IOException {
        Path parent = parent(file);
        Files.createDirectories(parent);
        Path aside = Files.createTempFile(parent, "." + file.getFileName(), ".part");
        try {
            Files.write(aside, bytes);
            sync(aside);
            Files.move(
                    aside,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            sync(parent);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    public static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
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
