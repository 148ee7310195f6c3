package ai.inhouse.tokens.jinja;

/// What is wrong with a template or with the values it was given. Lines count from 1; 0 is a line
/// that is not known yet.
final class JinjaError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String reason;

    JinjaError(String reason) {
        this(0, reason);
    }

    JinjaError(int line, String reason) {
        super(reason);
        this.line = line;
        this.reason = reason;
    }

    int line() {
        return line;
    }

    String reason() {
        return reason;
    }

    /// The same error, with a line if it had none.
    JinjaError at(int atLine) {
        return line > 0 ? this : new JinjaError(atLine, reason);
    }
}
