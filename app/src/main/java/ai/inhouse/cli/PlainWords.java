package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// Says in plain words what stopped a command, whatever was thrown.
final class PlainWords {
    private static final String WHAT = "running the command";

    private PlainWords() {}

    static InhouseException of(Throwable thrown) {
        return switch (telling(thrown)) {
            case InhouseException known -> known;
            case OutOfMemoryError e -> outOfMemory(e);
            case IOException e -> file(e);
            case UncheckedIOException e -> file(e);
            default ->
                    InhouseException.internal(
                            WHAT,
                            "a part of Inhouse that did not expect it",
                            thrown,
                            "This is our mistake: please report it with the trace above.");
        };
    }

    /// Whether only a trace helps to find out what happened.
    static boolean isUnforeseen(Throwable thrown) {
        return switch (telling(thrown)) {
            case InhouseException _, OutOfMemoryError _, IOException _, UncheckedIOException _ ->
                    false;
            default -> true;
        };
    }

    /// What is behind an exception that only carries another from one thread to the next. Want of
    /// memory tells most, whatever it became on its way.
    private static Throwable telling(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof OutOfMemoryError) {
                return at;
            }
        }
        Throwable cause = thrown.getCause();
        boolean carries =
                thrown instanceof ExecutionException
                        || thrown instanceof CompletionException
                        || thrown.getClass() == RuntimeException.class;
        return carries && cause != null ? telling(cause) : thrown;
    }

    private static InhouseException outOfMemory(OutOfMemoryError e) {
        return InhouseException.internal(
                WHAT,
                // Without a format: there may be no memory for its tables.
                "a heap of at most " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB",
                new IllegalStateException(
                        "there is not enough memory (%s)".formatted(e.getMessage())),
                "Close other programs, give more with INHOUSE_JAVA_OPTS=-Xmx4g, or choose a smaller"
                        + " model; then run the same command again: it goes on from the last"
                        + " checkpoint.");
    }

    private static InhouseException file(Exception e) {
        return InhouseException.internal(
                WHAT,
                "a file",
                new IllegalStateException(e.toString()),
                "Check that the disk has room and the file can be read, then run the same command"
                        + " again.");
    }
}
