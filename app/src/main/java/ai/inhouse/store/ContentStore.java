package ai.inhouse.store;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Bytes found by their SHA-256, as `files/ab/cdef…`. What is stored is never changed; the same
/// bytes are stored once; a name appears only when its bytes are on the device.
public final class ContentStore {
    private static final String ASIDE = ".incoming";

    private final Path root;

    ContentStore(Path root) {
        this.root = root;
    }

    public Hash put(byte[] bytes) {
        Hash hash = Hash.of(bytes);
        return contains(hash) ? hash : put(new ByteArrayInputStream(bytes));
    }

    /// Stores a stream of any length without holding it. Does not close it.
    public Hash put(InputStream in) {
        try {
            Path aside = Files.createTempFile(Files.createDirectories(root.resolve(ASIDE)), "", "");
            try {
                Hash hash = copy(in, aside);
                if (!contains(hash)) {
                    publish(aside, path(hash));
                }
                return hash;
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "storing a file",
                    root,
                    e,
                    "Check the disk's free space and the folder's rights.");
        }
    }

    /// @throws InhouseException if nothing is stored under the hash
    public InputStream open(Hash hash) {
        try {
            return Files.newInputStream(path(hash));
        } catch (IOException e) {
            throw missing(hash, e);
        }
    }

    /// The whole content, checked against its hash.
    ///
    /// @throws InhouseException if it is absent, or was damaged after it was stored
    public byte[] read(Hash hash) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path(hash));
        } catch (IOException e) {
            throw missing(hash, e);
        }
        if (!Hash.of(bytes).equals(hash)) {
            throw missing(hash, new IOException("its bytes are no longer those that were stored"));
        }
        return bytes;
    }

    /// Whether the content is there and has the hash that it is stored under.
    public boolean isIntact(Hash hash) {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(open(hash), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException | InhouseException e) {
            return false;
        }
        return HexFormat.of().formatHex(digest.digest()).equals(hash.hex());
    }

    public boolean contains(Hash hash) {
        return Files.exists(path(hash));
    }

    public long size(Hash hash) {
        try {
            return Files.size(path(hash));
        } catch (IOException e) {
            throw missing(hash, e);
        }
    }

    /// Forgets bytes for good. What names them must be gone first.
    ///
    /// @return whether they were there
    public boolean remove(Hash hash) {
        try {
            return Files.deleteIfExists(path(hash));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "removing a stored file", path(hash), e, "Make the folder writable.");
        }
    }

    /// Removes what a killed process left half written. Only the holder of the write lock may.
    void sweep() throws IOException {
        DurableFiles.deleteTree(root.resolve(ASIDE));
    }

    private Path path(Hash hash) {
        return root.resolve(hash.hex().substring(0, 2)).resolve(hash.hex().substring(2));
    }

    private static Hash copy(InputStream in, Path file) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            in.transferTo(out);
        }
        DurableFiles.sync(file);
        return new Hash(HexFormat.of().formatHex(digest.digest()));
    }

    private void publish(Path aside, Path file) throws IOException {
        Path folder = root.resolve(root.relativize(file).getName(0));
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
            DurableFiles.sync(root);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.sync(folder);
    }

    private InhouseException missing(Hash hash, IOException cause) {
        return InhouseException.internal(
                "reading a stored file",
                path(hash),
                cause,
                "Restore the workspace from a backup, or add the documents again.");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
