package ai.inhouse.store;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.AEADBadTagException;

/// A key for each stored file: `keys/files/ab/cdef…`, wrapped by a key of the workspace, whose id
/// stands before it. Apart from the files, so that where a key is destroyed copies of its file are
/// of no use to anyone either.
final class FileKeys {
    private final HashedFiles named;
    private final WorkspaceKeys workspaceKeys;

    FileKeys(Path workspace) {
        named = new HashedFiles(workspace.resolve("keys").resolve("files"));
        workspaceKeys = new WorkspaceKeys(workspace);
    }

    WorkspaceKeys workspaceKeys() {
        return workspaceKeys;
    }

    /// Whether what is stored from now on is encrypted.
    boolean areUsed() {
        return workspaceKeys.exist();
    }

    boolean has(Hash file) {
        return Files.exists(path(file));
    }

    /// @throws InhouseException if the master key is missing or another
    void requireMasterKey() {
        workspaceKeys.open(workspaceKeys.stored().current());
    }

    /// @throws InhouseException if it is missing, or the keys around it are
    byte[] open(Hash file) {
        byte[] stored = stored(file);
        try {
            return KeyWrap.unwrap(workspaceKeys.open(id(stored)), wrapped(stored), purpose(file));
        } catch (AEADBadTagException e) {
            throw missing(file, e);
        }
    }

    private byte[] stored(Hash file) {
        try {
            byte[] stored = Files.readAllBytes(path(file));
            if (stored.length != WorkspaceKeys.ID_BYTES + KeyWrap.WRAPPED_BYTES) {
                throw new IOException("it was cut off or changed");
            }
            return stored;
        } catch (IOException e) {
            throw missing(file, e);
        }
    }

    private InhouseException missing(Hash file, Exception cause) {
        return InhouseException.internal(
                "opening the key of a stored file",
                path(file),
                cause,
                "Where it was erased, nothing brings it back; else restore the folder 'keys' from a"
                        + " backup.");
    }

    /// Keeps a file's key durably; replaces one that no file has.
    void keep(Hash file, byte[] key) {
        String current = workspaceKeys.stored().current();
        byte[] wrapped = KeyWrap.wrap(workspaceKeys.open(current), key, purpose(file));
        byte[] id = HexFormat.of().parseHex(current);
        byte[] stored = Arrays.copyOf(id, id.length + wrapped.length);
        System.arraycopy(wrapped, 0, stored, id.length, wrapped.length);
        try {
            DurableFiles.write(path(file), stored);
        } catch (IOException e) {
            throw InhouseException.internal(
                    "keeping the key of a file", path(file), e, "Check the disk's free space.");
        }
    }

    /// Overwrites a key, where the disk does so, and removes it.
    void destroy(Hash file) {
        Path path = path(file);
        try {
            if (!Files.exists(path)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                DurableFiles.writeFully(channel, ByteBuffer.allocate((int) channel.size()));
                channel.force(true);
            }
            Files.delete(path);
            DurableFiles.sync(path.resolveSibling("."));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "destroying the key of a file", path, e, "Make the folder writable.");
        }
    }

    /// Wraps every file's key by the workspace's current one. Those that are so already stay, so
    /// that it can be stopped and begun again.
    ///
    /// @return how many were changed
    int wrapAgain() {
        String current = workspaceKeys.stored().current();
        int changed = 0;
        for (Hash file : all()) {
            if (!id(stored(file)).equals(current)) {
                keep(file, open(file));
                changed++;
            }
        }
        return changed;
    }

    List<Hash> all() {
        try {
            return named.list("");
        } catch (IOException e) {
            throw InhouseException.internal(
                    "listing the keys of files", named.root(), e, "Make the folder readable.");
        }
    }

    private static String id(byte[] stored) {
        return HexFormat.of().formatHex(stored, 0, WorkspaceKeys.ID_BYTES);
    }

    private static byte[] wrapped(byte[] stored) {
        return Arrays.copyOfRange(stored, WorkspaceKeys.ID_BYTES, stored.length);
    }

    /// A key fits its own file only.
    private static byte[] purpose(Hash file) {
        return file.hex().getBytes(StandardCharsets.US_ASCII);
    }

    private Path path(Hash file) {
        return named.path(file, "");
    }
}
