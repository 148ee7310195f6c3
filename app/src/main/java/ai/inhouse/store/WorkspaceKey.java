package ai.inhouse.store;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A secret of the workspace's, in a file of its own below `keys/` that only its owner may read: in
/// no corpus, model or report, and apart from what it protects.
public final class WorkspaceKey {
    private static final String HMAC = "HmacSHA256";
    private static final int RANDOM_BYTES = 32;

    private final byte[] bytes;

    private WorkspaceKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /// 32 random bytes, made when they are first needed.
    public static WorkspaceKey random(Workspace workspace, String name) {
        return of(
                workspace,
                name,
                () -> {
                    byte[] random = new byte[RANDOM_BYTES];
                    new SecureRandom().nextBytes(random);
                    return random;
                });
    }

    /// @param name of its file, without the ending
    /// @param make what it is when it is first needed
    /// @throws InhouseException if the file cannot be read or made
    public static WorkspaceKey of(Workspace workspace, String name, Supplier<byte[]> make) {
        Path folder = workspace.folder().resolve("keys");
        Path file = folder.resolve(name + ".key");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(folder);
                restrict(folder, "rwx------");
                // Written aside under a name of its own, which nobody else may read from the start.
                DurableFiles.write(file, make.get());
                restrict(file, "rw-------");
            }
            return new WorkspaceKey(Files.readAllBytes(file));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading a key of the workspace",
                    file,
                    e,
                    "Make the folder accessible; restore the key from a backup if it is lost.");
        }
    }

    private static void restrict(Path path, String rights) throws IOException {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
        }
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /// HMAC-SHA-256: tells the same text again, and nothing else of it to whoever lacks the key.
    public byte[] hmac(byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(bytes, HMAC));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    public String hmacHex(byte[] text) {
        return HexFormat.of().formatHex(hmac(text));
    }
}
