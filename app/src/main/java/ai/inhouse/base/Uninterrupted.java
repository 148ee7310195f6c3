package ai.inhouse.base;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Waits for work on another thread in spite of interrupts, where nobody may go on before it has
/// ended: it writes into memory, say, that is about to be freed.
public final class Uninterrupted {
    private Uninterrupted() {}

    /// Keeps an interrupt for the caller.
    ///
    /// @throws ExecutionException with what the work failed with
    public static void await(Future<?> work) throws ExecutionException {
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
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// As [#await(Future)], with the work's own exception.
    ///
    /// @param what the work does, as in `saving a checkpoint`
    /// @param where it does that
    /// @throws InhouseException if it failed with a checked exception; others are thrown as they
    ///   are
    public static void await(Future<?> work, String what, String where) {
        try {
            await(work);
        } catch (ExecutionException e) {
            throw rethrown(e, what, where);
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
