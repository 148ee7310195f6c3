package ai.inhouse.inference;

import ai.inhouse.base.InhouseException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A fixed team of threads that do one piece of work together, in step. The caller is a member; the
/// others sleep between pieces. Between the phases of a piece members wait for each other by
/// spinning, as a phase of decoding takes microseconds, and sleep when that lasts.
final class Team implements AutoCloseable {
    private static final int SPINS = 20_000;
    private static final long NAP_NANOS = 20_000;

    /// One member's share of a piece of work.
    interface Work {
        void run(int member);
    }

    private final int size;
    private final Thread[] threads;
    private final AtomicInteger piece = new AtomicInteger();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private volatile int phase;
    private volatile @Nullable Work work;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    Team(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a team needs a member, not " + size);
        }
        this.size = size;
        this.threads = new Thread[size - 1];
        for (int i = 0; i < threads.length; i++) {
            int member = i + 1;
            threads[i] =
                    Thread.ofPlatform()
                            .daemon()
                            .name("inference-" + member)
                            .start(() -> serve(member));
        }
    }

    int size() {
        return size;
    }

    /// Has every member run the work and returns when all have. One caller at a time.
    ///
    /// @throws InhouseException if a member threw one
    /// @throws IllegalStateException if a member failed otherwise, with its exception as the cause
    void run(Work newWork) {
        failure = null;
        work = newWork;
        arrived.set(0);
        finished.set(0);
        piece.incrementAndGet();
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        takePart(newWork, 0);
        int spins = 0;
        while (finished.get() < size) {
            spins = rest(spins, NAP_NANOS);
        }
        Throwable thrown = failure;
        if (thrown instanceof InhouseException known) {
            throw known;
        }
        if (thrown != null) {
            throw new IllegalStateException("a member of the team failed: " + thrown, thrown);
        }
    }

    /// Waits, inside a piece of work, until every member has come as far. Must be called equally
    /// often by all of them.
    void await() {
        int current = phase;
        if (arrived.incrementAndGet() == size) {
            arrived.set(0);
            phase = current + 1;
        }
        int spins = 0;
        while (phase == current && failure == null) {
            spins = rest(spins, NAP_NANOS);
        }
        if (failure != null) {
            throw new Abandoned();
        }
    }

    /// The first of a member's share of `n` units; the next member's first is one past its last.
    int from(int member, int n) {
        return (int) ((long) n * member / size);
    }

    private void serve(int member) {
        for (int seen = 0; !closed; seen++) {
            int spins = 0;
            while (piece.get() == seen && !closed) {
                spins = rest(spins, Long.MAX_VALUE);
            }
            Work current = work;
            if (!closed && current != null) {
                takePart(current, member);
            }
        }
    }

    private void takePart(Work current, int member) {
        try {
            current.run(member);
        } catch (Abandoned e) {
            // What counts is the failure of the member that this one was waiting for.
            finished.incrementAndGet();
            return;
        } catch (Throwable e) {
            failure = e;
        }
        finished.incrementAndGet();
    }

    private static int rest(int spins, long napNanos) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(napNanos);
        }
        return spins + 1;
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    /// Unwinds a member whose colleague failed.
    private static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Abandoned() {
            super("abandoned", null, false, false);
        }
    }
}
