package ai.inhouse.training;

import ai.inhouse.engine.Workers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Looks every few milliseconds at what each worker is doing, and how much processor time it has
/// had since the last look. Nothing need be written into the code that is measured; a sample falls
/// on the next safepoint, which every loop and native call of the kernels has, so it is exact to an
/// operation and not to an instruction.
final class StackSampler implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 4;

    private final ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
    private final List<Thread> workers;
    private final Thread sampler;
    private final List<Sample> samples = new ArrayList<>();

    /// @param frames the innermost first
    /// @param cpuNanos that the thread ran since its last sample
    /// @param idleNanos that it did not
    record Sample(List<StackTraceElement> frames, long cpuNanos, long idleNanos) {}

    /// Begins at once, with the workers that there are.
    StackSampler() {
        workers = threads().filter(Workers::isWorker).toList();
        sampler = Thread.ofPlatform().name("inhouse-sampler").daemon().start(this::sample);
    }

    private static Stream<Thread> threads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        Thread[] threads = new Thread[2 * group.activeCount() + 16];
        return Arrays.stream(threads, 0, group.enumerate(threads));
    }

    private void sample() {
        long[] ran = workers.stream().mapToLong(w -> cpu.getThreadCpuTime(w.threadId())).toArray();
        long before = System.nanoTime();
        try {
            while (true) {
                Thread.sleep(INTERVAL_MILLIS);
                long now = System.nanoTime();
                for (int i = 0; i < ran.length; i++) {
                    List<StackTraceElement> frames = List.of(workers.get(i).getStackTrace());
                    long total = cpu.getThreadCpuTime(workers.get(i).threadId());
                    long running = total - ran[i];
                    samples.add(new Sample(frames, running, Math.max(0, now - before - running)));
                    ran[i] = total;
                }
                before = now;
            }
        } catch (InterruptedException e) {
            // Closed: what was seen stays.
        }
    }

    /// Ends, and returns what was seen.
    List<Sample> stop() {
        close();
        return samples;
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
