package ai.inhouse.store;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// One key encrypted under another: AES-256-GCM, the nonce before it, and after it the tag, which
/// also covers what the key is for.
final class KeyWrap {
    static final int KEY_BYTES = 32;
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;
    static final int WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyWrap() {}

    static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }

    static byte[] wrap(byte[] master, byte[] key, byte[] purpose) {
        byte[] nonce = random(NONCE_BYTES);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, master, nonce, purpose).doFinal(key);
            byte[] wrapped = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, wrapped, NONCE_BYTES, sealed.length);
            return wrapped;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /// @throws AEADBadTagException if it was wrapped under another key, for another purpose, or
    ///   changed since
    static byte[] unwrap(byte[] master, byte[] wrapped, byte[] purpose) throws AEADBadTagException {
        if (wrapped.length < NONCE_BYTES + TAG_BYTES) {
            throw new AEADBadTagException("it is too short for a wrapped key");
        }
        byte[] nonce = Arrays.copyOf(wrapped, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, master, nonce, purpose)
                    .doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] purpose)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(purpose);
        return cipher;
    }
}
