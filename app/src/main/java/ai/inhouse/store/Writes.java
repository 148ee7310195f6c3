package ai.inhouse.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Changes of one SQLite file, which takes one writer at a time: those that come while one is
/// written are written together, behind one flush of the disk. Each is still all or nothing, and
/// nobody is told before it is on the disk. Without this, writers would ask the file again and
/// again, sleeping in between, in no order.
final class Writes {
    private static final int MOST = 64;

    private final Jdbi jdbi;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Queue<Waiting<?>> waiting = new ArrayDeque<>();

    Writes(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private record Waiting<T>(Database.Query<T> query, CompletableFuture<T> result) {
        /// Leaves no trace where it fails.
        ///
        /// @return what to tell once all is on the disk
        Runnable run(Handle handle) {
            handle.savepoint("one");
            try {
                T value = query.on(handle);
                handle.releaseSavepoint("one");
                return () -> result.complete(value);
            } catch (RuntimeException e) {
                handle.rollbackToSavepoint("one");
                return () -> result.completeExceptionally(e);
            }
        }
    }

    /// Changes all or nothing.
    ///
    /// @throws RuntimeException what the query threw
    <T> T change(Database.Query<T> query) {
        Waiting<T> mine = new Waiting<>(query, new CompletableFuture<>());
        synchronized (waiting) {
            waiting.add(mine);
        }
        turn.lock();
        try {
            while (!mine.result.isDone()) {
                writeSome();
            }
        } finally {
            turn.unlock();
        }
        try {
            return mine.result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void writeSome() {
        List<Waiting<?>> some = take();
        try {
            List<Runnable> told =
                    jdbi.inTransaction(
                            handle -> {
                                List<Runnable> outcomes = new ArrayList<>();
                                some.forEach(one -> outcomes.add(one.run(handle)));
                                return outcomes;
                            });
            told.forEach(Runnable::run);
        } catch (RuntimeException e) {
            some.forEach(one -> one.result.completeExceptionally(e));
        }
    }

    private List<Waiting<?>> take() {
        List<Waiting<?>> some = new ArrayList<>();
        synchronized (waiting) {
            while (some.size() < MOST && !waiting.isEmpty()) {
                some.add(waiting.remove());
            }
        }
        return some;
    }
}
