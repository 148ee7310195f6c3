package ai.inhouse.engine;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Uninterrupted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/// One thread a core, each with libtorch confined to it. Two workers that multiply matrices of
/// their own get more out of two cores than both cores inside each product: nobody waits for
/// anybody between operations.
public final class Workers implements AutoCloseable {
    private static final String NAME = "inhouse-worker";

    private final int count;
    private final ExecutorService threads;

    /// @param count threads; 1 or more
    public Workers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least one worker is needed, not " + count);
        }
        this.count = count;
        this.threads =
                Executors.newFixedThreadPool(
                        count,
                        task ->
                                Thread.ofPlatform()
                                        .name(NAME)
                                        .daemon()
                                        .unstarted(() -> alone(task)));
    }

    private static void alone(Runnable task) {
        NativeRuntime.computeOnThisThreadOnly();
        task.run();
    }

    /// Whether a thread belongs to some workers.
    public static boolean isWorker(Thread thread) {
        return thread.getName().equals(NAME);
    }

    public int count() {
        return count;
    }

    /// Runs `task` once for each worker number, all at the same time, and waits for all of them.
    /// Throws what the first of them threw; a [CancellationException] (it waited for another that
    /// had failed) only if there is nothing else.
    public void run(IntConsumer task) {
        List<Future<?>> futures = new ArrayList<>(count);
        for (int worker = 0; worker < count; worker++) {
            int number = worker;
            futures.add(threads.submit(() -> task.accept(number)));
        }
        List<Throwable> failures = new ArrayList<>();
        for (Future<?> future : futures) {
            await(future, failures);
        }
        if (!failures.isEmpty()) {
            throw rethrown(cause(failures));
        }
    }

    /// Runs `task` on ranges that together cover `0` to `total`, one for each worker. Ranges start
    /// at multiples of `grain`.
    public void split(long total, long grain, Range task) {
        run(
                worker -> {
                    Share share = share(total, grain, worker);
                    if (share.from() < share.to()) {
                        task.run(worker, share.from(), share.to());
                    }
                });
    }

    /// What [#split] gives one worker; nothing where `from` is `to`.
    public Share share(long total, long grain, int worker) {
        long grains = (total + grain - 1) / grain;
        long to = Math.min(total, grains * (worker + 1) / count * grain);
        return new Share(Math.min(to, grains * worker / count * grain), to);
    }

    /// Elements `from` to `to`.
    public record Share(long from, long to) {}

    /// A worker's share of a range.
    public interface Range {
        void run(int worker, long from, long to);
    }

    /// Workers write into shared memory: nobody may go on before they have finished.
    private static void await(Future<?> future, List<Throwable> failures) {
        try {
            Uninterrupted.await(future);
        } catch (ExecutionException e) {
            failures.add(e.getCause() == null ? e : e.getCause());
        }
    }

    private static Throwable cause(List<Throwable> failures) {
        return failures.stream()
                .filter(failure -> !(failure instanceof CancellationException))
                .findFirst()
                .orElse(failures.getFirst());
    }

    private static RuntimeException rethrown(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default ->
                    InhouseException.internal(
                            "computing", "a worker thread", failure, "Report this.");
        };
    }

    @Override
    public void close() {
        threads.close();
    }
}
