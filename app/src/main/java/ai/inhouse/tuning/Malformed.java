package ai.inhouse.tuning;

/// One record of a file cannot be used. Caught where the file is read, which knows the line.
final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
