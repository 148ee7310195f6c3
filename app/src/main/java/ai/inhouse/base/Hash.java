package ai.inhouse.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 content hash, as 64 lower-case hexadecimal digits.
public record Hash(String hex) {
    private static final int DIGITS = 64;

    public Hash {
        if (!isHex(hex)) {
            throw new IllegalArgumentException("not a SHA-256 in hexadecimal: " + hex);
        }
    }

    /// A loop, as there are several hashes for every file that is read.
    private static boolean isHex(String hex) {
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return hex.length() == DIGITS;
    }

    public static Hash of(byte[] bytes) {
        return new Hash(HexFormat.of().formatHex(digest().digest(bytes)));
    }

    public static Hash of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Hashes a file's bytes without holding them.
    public static Hash of(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return of(digest);
    }

    /// The hash of all that a [#digest] has seen.
    public static Hash of(MessageDigest digest) {
        return new Hash(HexFormat.of().formatHex(digest.digest()));
    }

    /// The hash of several parts; each is length-prefixed, so that no two lists collide by joining.
    public static Hash ofParts(Iterable<String> parts) {
        MessageDigest digest = digest();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes);
        }
        return of(digest);
    }

    /// The first twelve digits, for people.
    public String brief() {
        return hex.substring(0, 12);
    }

    @Override
    public String toString() {
        return hex;
    }

    /// For bytes that come bit by bit; [#of(MessageDigest)] ends it.
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
