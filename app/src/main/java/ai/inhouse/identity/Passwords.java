package ai.inhouse.identity;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;

/// Passwords, kept as Argon2id hashes (RFC 9106) with 19 MiB and two passes, the least that OWASP
/// advises.
final class Passwords {
    static final int SHORTEST = 10;
    static final int LONGEST = 256;
    private static final Argon2Function ARGON2 =
            Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);

    /// No more at once, so that a flood of sign-ins cannot take the machine's memory.
    private final Semaphore turns = new Semaphore(4);

    private final SecureRandom random = new SecureRandom();

    String hash(String password) {
        turns.acquireUninterruptibly();
        try {
            return Password.hash(password).addRandomSalt(16).with(ARGON2).getResult();
        } finally {
            turns.release();
        }
    }

    /// Whether the hash is of this password, by the parameters that the hash itself names.
    boolean matches(String password, String hash) {
        turns.acquireUninterruptibly();
        try {
            return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
        } finally {
            turns.release();
        }
    }

    /// Text that nobody can guess, of a length in bytes.
    String secret(int bytes) {
        byte[] secret = new byte[bytes];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
