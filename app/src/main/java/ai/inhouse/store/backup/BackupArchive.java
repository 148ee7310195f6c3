package ai.inhouse.store.backup;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A backup's ZIP file being written. Files are hashed as they pass, so that the manifest at the
/// end says what went in, and not what stood in the workspace a moment before or after.
final class BackupArchive {
    private static final int CHUNK = 1 << 18;

    private final ZipOutputStream zip;
    private final List<BackupManifest.Entry> entries = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK);

    BackupArchive(FileChannel out) {
        this.zip = new ZipOutputStream(Channels.newOutputStream(out), StandardCharsets.UTF_8);
        // Weights and texts that were packed already gain nothing from more.
        zip.setLevel(Deflater.BEST_SPEED);
    }

    /// Adds a file.
    ///
    /// @param path relative to the workspace
    /// @param in at its beginning
    /// @param bytes how much of it
    /// @return the hash of what was added
    Hash add(Path path, Path file, FileChannel in, long bytes) throws IOException {
        String name = path.toString().replace('\\', '/');
        zip.putNextEntry(new ZipEntry(name));
        MessageDigest digest = Hash.digest();
        for (long left = bytes; left > 0; left -= buffer.limit()) {
            buffer.clear().limit((int) Math.min(CHUNK, left));
            while (buffer.hasRemaining() && in.read(buffer) >= 0) {
                // until the chunk is full, or the file ends before its time
            }
            if (buffer.hasRemaining()) {
                throw new IOException(file + " became shorter while it was read");
            }
            buffer.flip();
            digest.update(buffer.duplicate());
            zip.write(buffer.array(), 0, buffer.limit());
        }
        zip.closeEntry();
        Hash hash = Hash.of(digest);
        entries.add(new BackupManifest.Entry(name, bytes, hash.hex(), rights(file)));
        return hash;
    }

    private static String rights(Path file) throws IOException {
        return Files.exists(file) && Files.getFileStore(file).supportsFileAttributeView("posix")
                ? PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                : "";
    }

    /// Ends the file with its manifest.
    BackupManifest finish(String madeAt, String workspace, boolean withKeys, List<String> damaged)
            throws IOException {
        BackupManifest manifest =
                new BackupManifest(
                        BackupManifest.FORMAT, madeAt, workspace, withKeys, entries, damaged);
        zip.putNextEntry(new ZipEntry(BackupManifest.NAME));
        zip.write(Json.pretty(manifest).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        zip.flush();
        return manifest;
    }
}
