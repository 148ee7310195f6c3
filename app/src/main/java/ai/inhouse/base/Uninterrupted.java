package ai.inhouse.base;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Waits for work on memory that is not to be written to, or freed, before the work has ended.
public final class Uninterrupted {
    private Uninterrupted() {}

    /// Waits to the end, also where somebody interrupts: the thread is interrupted after.
    ///
    /// @param what the work does, as in `saving a checkpoint`
    /// @param where it does that
    /// @throws InhouseException if it failed with a checked exception; others are thrown as they
    ///   are
    public static void await(Future<?> work, String what, String where) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    work.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(e, what, where);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(ExecutionException e, String what, String where) {
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            case null, default -> InhouseException.internal(what, where, e, "Report this.");
        };
    }
}
