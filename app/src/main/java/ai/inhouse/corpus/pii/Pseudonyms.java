package ai.inhouse.corpus.pii;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Placeholders for values: the same for the same value, and of no use to whoever lacks the key
/// (HMAC-SHA-256). The key lies in the workspace's `keys/` folder, for its owner's eyes only, and
/// in no corpus, model or report; without it nobody can try values against placeholders.
public final class Pseudonyms {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int LENGTH = 8;

    private final SecretKeySpec key;

    private Pseudonyms(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /// With the workspace's key, which is made when it is first needed.
    public static Pseudonyms of(Workspace workspace) {
        Path file = workspace.folder().resolve("keys").resolve("pii.key");
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            return new Pseudonyms(Files.readAllBytes(file));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading the key of the placeholders",
                    file,
                    e,
                    "Make the folder accessible; restore the key from a backup if it is lost.");
        }
    }

    private static void make(Path file) throws IOException {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        Path folder = Files.createDirectories(file.resolveSibling("."));
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        if (posix) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        DurableFiles.write(file, bytes);
        if (posix) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /// As in `[EMAIL-7K2MQ4XA]`. Letter case, and between letters and digits anything but `@` and
    /// `.`, make no difference.
    public String of(String label, String value) {
        byte[] hash = hash(label, value);
        StringBuilder text = new StringBuilder("[").append(label.toUpperCase(Locale.ROOT));
        text.append('-');
        for (int i = 0; i < LENGTH; i++) {
            text.append(BASE_32.charAt(hash[i] & 31));
        }
        return text.append(']').toString();
    }

    /// A keyed hash, for what must be told again but not be read.
    public byte[] hash(String label, String value) {
        StringBuilder plain = new StringBuilder(label).append('\0');
        String lower = value.toLowerCase(Locale.ROOT);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (Character.isLetterOrDigit(c) || c == '@' || (c == '.' && lower.contains("@"))) {
                plain.append(c);
            }
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(plain.toString().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
