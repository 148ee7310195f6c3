package ai.inhouse.tuning;

/// One record of a file cannot be used. Caught where the file is read, which knows the line.
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param reason in plain words, as in "has no answer"
    public Malformed(String reason) {
        super(reason);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
