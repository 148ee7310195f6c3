package ai.inhouse.store;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// Bytes found by their SHA-256, as `files/ab/cdef…`; in an encrypted workspace as
/// `files/ab/cdef….sealed`, each under a key of its own. What is stored is never changed; the same
/// bytes are stored once; a name appears only when its bytes are on the device.
public final class ContentStore {
    private static final String ASIDE = ".incoming";
    private static final String SEALED = ".sealed";
    private static final int STRIPES = 64;

    private final Path root;
    private final HashedFiles named;
    private final FileKeys keys;

    /// One file's bytes and its key are changed by one thread at a time.
    private final List<Object> stripes =
            Stream.generate(Object::new).limit(STRIPES).map(Object.class::cast).toList();

    ContentStore(Path root, FileKeys keys) {
        this.root = root;
        this.named = new HashedFiles(root);
        this.keys = keys;
    }

    public Hash put(byte[] bytes) {
        Hash hash = Hash.of(bytes);
        if (contains(hash)) {
            return hash;
        }
        return keys.areUsed() ? put(new ByteArrayInputStream(bytes)) : putPlain(hash, bytes);
    }

    /// As a stream is stored, without hashing it again or opening it twice: most files are small,
    /// and are stored two for each document.
    private Hash putPlain(Hash hash, byte[] bytes) {
        try {
            Path aside = aside();
            try {
                try (FileChannel channel =
                        FileChannel.open(
                                aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    DurableFiles.writeFully(channel, ByteBuffer.wrap(bytes));
                    channel.force(true);
                }
                publish(hash, aside, Optional.empty());
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
        return hash;
    }

    /// Stores a stream of any length without holding it. Does not close it.
    public Hash put(InputStream in) {
        try {
            Path aside = aside();
            try {
                Optional<byte[]> key =
                        keys.areUsed()
                                ? Optional.of(KeyWrap.random(KeyWrap.KEY_BYTES))
                                : Optional.empty();
                Hash hash = copy(in, aside, key);
                publish(hash, aside, key);
                return hash;
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /// A name that no other writer has, in this process or another.
    private Path aside() throws IOException {
        Path folder = root.resolve(ASIDE);
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
        }
        return folder.resolve(Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    /// The key is on the device before what it opens.
    private void publish(Hash hash, Path aside, Optional<byte[]> key) throws IOException {
        synchronized (stripe(hash)) {
            if (contains(hash)) {
                return;
            }
            key.ifPresent(k -> keys.keep(hash, k));
            publish(aside, key.isPresent() ? sealed(hash) : path(hash));
        }
    }

    private Object stripe(Hash hash) {
        return stripes.get(Integer.parseInt(hash.hex().substring(0, 2), 16) % STRIPES);
    }

    /// The bytes as they were put. An encrypted file's are checked as they are read.
    ///
    /// @throws InhouseException if nothing is stored under the hash, or its key is gone
    public InputStream open(Hash hash) {
        try {
            if (isSealed(hash)) {
                byte[] key = keys.open(hash);
                return SealedStreams.opening(Files.newInputStream(sealed(hash)), key);
            }
            return Files.newInputStream(path(hash));
        } catch (IOException e) {
            throw missing(hash, e);
        }
    }

    private boolean isSealed(Hash hash) {
        return !Files.exists(path(hash)) && Files.exists(sealed(hash));
    }

    /// The whole content, checked against its hash.
    ///
    /// @throws InhouseException if it is absent, or was damaged after it was stored
    public byte[] read(Hash hash) {
        byte[] bytes;
        try (InputStream in = open(hash)) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw missing(hash, e);
        }
        if (!Hash.of(bytes).equals(hash)) {
            throw missing(hash, new IOException("its bytes are no longer those that were stored"));
        }
        return bytes;
    }

    /// Whether the content is there and has the hash that it is stored under.
    ///
    /// @throws InhouseException if that cannot be told, as the master key is missing
    public boolean isIntact(Hash hash) {
        if (isSealed(hash)) {
            keys.requireMasterKey();
        }
        MessageDigest digest = Hash.digest();
        try (InputStream in = new DigestInputStream(open(hash), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException | InhouseException e) {
            return false;
        }
        return Hash.of(digest).equals(hash);
    }

    /// Whether it can be read: an encrypted file without its key cannot.
    public boolean contains(Hash hash) {
        return Files.exists(path(hash)) || (Files.exists(sealed(hash)) && keys.has(hash));
    }

    public long size(Hash hash) {
        try {
            return isSealed(hash)
                    ? SealedStreams.plainBytes(Files.size(sealed(hash)))
                    : Files.size(path(hash));
        } catch (IOException e) {
            throw missing(hash, e);
        }
    }

    /// Forgets bytes for good, their key first. What names them must be gone first.
    ///
    /// @return whether they were there
    public boolean remove(Hash hash) {
        synchronized (stripe(hash)) {
            try {
                keys.destroy(hash);
                boolean plain = Files.deleteIfExists(path(hash));
                return Files.deleteIfExists(sealed(hash)) || plain;
            } catch (IOException e) {
                throw InhouseException.internal(
                        "removing a stored file", path(hash), e, "Make the folder writable.");
            }
        }
    }

    /// Encrypts what was stored before the workspace was encrypted. One that is stopped goes on
    /// when it is called again.
    ///
    /// @return how many files
    int sealAll() throws IOException {
        int sealed = 0;
        for (Hash hash : named.list("")) {
            byte[] key = KeyWrap.random(KeyWrap.KEY_BYTES);
            Path aside = aside();
            try (InputStream in = Files.newInputStream(path(hash))) {
                if (!copy(in, aside, Optional.of(key)).equals(hash)) {
                    throw new IOException(path(hash) + " is no longer what was stored");
                }
                synchronized (stripe(hash)) {
                    keys.keep(hash, key);
                    publish(aside, sealed(hash));
                    Files.delete(path(hash));
                }
                sealed++;
            } finally {
                Files.deleteIfExists(aside);
            }
        }
        return sealed;
    }

    /// All that is stored.
    public List<Hash> list() {
        try {
            Set<Hash> all = new LinkedHashSet<>(named.list(""));
            all.addAll(named.list(SEALED));
            return List.copyOf(all);
        } catch (IOException e) {
            throw InhouseException.internal(
                    "listing stored files", root, e, "Make the folder readable.");
        }
    }

    /// Removes what a killed process left half written. Only the holder of the write lock may.
    void sweep() throws IOException {
        DurableFiles.deleteTree(root.resolve(ASIDE));
    }

    private Path path(Hash hash) {
        return named.path(hash, "");
    }

    private Path sealed(Hash hash) {
        return named.path(hash, SEALED);
    }

    /// @return the hash of what was read
    private static Hash copy(InputStream in, Path file, Optional<byte[]> key) throws IOException {
        MessageDigest digest = Hash.digest();
        try (OutputStream whole = Files.newOutputStream(file);
                OutputStream out =
                        new DigestOutputStream(
                                key.isPresent() ? SealedStreams.sealing(whole, key.get()) : whole,
                                digest)) {
            in.transferTo(out);
        }
        DurableFiles.sync(file);
        return Hash.of(digest);
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

    private InhouseException unwritable(IOException e) {
        return InhouseException.internal(
                "storing a file", root, e, "Check the disk's free space and the folder's rights.");
    }

    private InhouseException missing(Hash hash, IOException cause) {
        return InhouseException.internal(
                "reading a stored file",
                path(hash),
                cause,
                "Restore the workspace from a backup, or add the documents again.");
    }
}
