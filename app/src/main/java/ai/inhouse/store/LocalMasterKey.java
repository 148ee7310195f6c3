package ai.inhouse.store;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.crypto.AEADBadTagException;

/// A master key that this machine holds: 32 bytes in Base64, in a file or a variable of the
/// environment.
final class LocalMasterKey implements MasterKey {
    private static final String WHAT = "opening the master key";
    private static final byte[] PURPOSE = "inhouse workspace key".getBytes(StandardCharsets.UTF_8);

    private final String source;
    private final byte[] key;

    private LocalMasterKey(String source, String base64) {
        this.source = source;
        this.key = decoded(source, base64);
    }

    private static byte[] decoded(String source, String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64.strip());
            if (key.length == KeyWrap.KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw notOne(source);
        }
        throw notOne(source);
    }

    private static InhouseException notOne(String source) {
        return InhouseException.badInput(
                WHAT,
                source,
                "it is not 32 bytes in Base64",
                "Make one with 'openssl rand -base64 32'.");
    }

    /// A key that was never used is made; a file that is gone later is an error.
    static LocalMasterKey inFile(String path) {
        Path file = Path.of(path);
        try {
            return new LocalMasterKey("file:" + path, Files.readString(file));
        } catch (IOException e) {
            throw InhouseException.badInput(
                    WHAT,
                    file,
                    e,
                    "Put the workspace's master key there again: without it nothing stored can be"
                            + " read.");
        }
    }

    /// Makes a file with a new key, which only its owner may read.
    ///
    /// @throws InhouseException if it cannot be written
    static void makeFile(Path file) {
        try {
            byte[] key = KeyWrap.random(KeyWrap.KEY_BYTES);
            // Written aside under a name of its own, which nobody else may read from the start.
            DurableFiles.write(file, Base64.getEncoder().encodeToString(key) + "\n");
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "making a master key", file, e, "Name a place that you may write to.");
        }
    }

    static LocalMasterKey inEnvironment(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw InhouseException.badInput(
                    WHAT,
                    "env:" + name,
                    "that variable is not set",
                    "Set it to the workspace's master key: without it nothing stored can be read.");
        }
        return new LocalMasterKey("env:" + name, value);
    }

    @Override
    public byte[] wrap(byte[] plain) {
        return KeyWrap.wrap(key, plain, PURPOSE);
    }

    @Override
    public byte[] unwrap(byte[] wrapped) {
        try {
            return KeyWrap.unwrap(key, wrapped, PURPOSE);
        } catch (AEADBadTagException e) {
            throw InhouseException.badInput(
                    WHAT,
                    source,
                    "it is not the one that this workspace was encrypted with",
                    "Put the right one there.");
        }
    }
}
