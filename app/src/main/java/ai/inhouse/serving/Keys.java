package ai.inhouse.serving;

import java.util.Optional;

/// Who may call the API.
public interface Keys {
    /// Whether a caller must present a key. Once a key has existed, one is always needed: revoking
    /// the last one closes the API, and does not open it.
    boolean required();

    /// Whom a secret belongs to; empty unless its key holds now.
    Optional<KeyHolder> holder(String secret);

    /// Everyone may call: only for a server on loopback.
    static Keys none() {
        return new Keys() {
            @Override
            public boolean required() {
                return false;
            }

            @Override
            public Optional<KeyHolder> holder(String secret) {
                return Optional.of(KeyHolder.ANYONE);
            }
        };
    }
}
