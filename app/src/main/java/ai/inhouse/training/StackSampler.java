package ai.inhouse.training;

import ai.inhouse.engine.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Looks every few milliseconds at what each worker is doing. Nothing need be written into the code
/// that is measured; a sample falls on the next safepoint, which every loop and native call of the
/// kernels has, so it is exact to an operation and not to an instruction.
final class StackSampler implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 4;

    private final List<Thread> workers;
    private final Thread sampler;
    private final List<List<StackTraceElement>> stacks = new ArrayList<>();

    /// Begins at once, with the workers that there are.
    StackSampler() {
        workers = threads().filter(Workers::isWorker).toList();
        sampler = Thread.ofPlatform().name("inhouse-sampler").daemon().start(this::sample);
    }

    private static java.util.stream.Stream<Thread> threads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        Thread[] threads = new Thread[2 * group.activeCount() + 16];
        return Arrays.stream(threads, 0, group.enumerate(threads));
    }

    private void sample() {
        try {
            while (true) {
                Thread.sleep(INTERVAL_MILLIS);
                for (Thread worker : workers) {
                    stacks.add(List.of(worker.getStackTrace()));
                }
            }
        } catch (InterruptedException e) {
            // Closed: what was seen stays.
        }
    }

    int workers() {
        return workers.size();
    }

    /// Ends, and returns each sample's frames, the innermost first.
    List<List<StackTraceElement>> stop() {
        close();
        return stacks;
    }

    @Override
    public void close() {
        sampler.interrupt();
        try {
            sampler.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
