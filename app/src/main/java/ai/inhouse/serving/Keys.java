package ai.inhouse.serving;

/// Who may call the API.
public interface Keys {
    /// Whether a caller must present a key. Once a key has existed, one is always needed: revoking
    /// the last one closes the API, and does not open it.
    boolean required();

    /// Whether this secret belongs to a key that holds now.
    boolean accept(String secret);

    /// Everyone may call: only for a server on loopback.
    static Keys none() {
        return new Keys() {
            @Override
            public boolean required() {
                return false;
            }

            @Override
            public boolean accept(String secret) {
                return true;
            }
        };
    }
}
