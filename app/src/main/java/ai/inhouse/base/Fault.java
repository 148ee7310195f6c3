package ai.inhouse.base;

/// Whose fault an error is, and with which exit code the program therefore ends.
public enum Fault {
    /// What the user gave cannot be used.
    BAD_INPUT(2),
    /// A gate or a policy says no.
    REFUSED(3),
    /// Our own mistake, or the machine's.
    INTERNAL(1);

    private final int exitCode;

    Fault(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }

    /// Lower-case name for JSON, such as `bad_input`.
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
