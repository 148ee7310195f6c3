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
}
