package ai.inhouse.serving;

import ai.inhouse.inference.Generator;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Completions that wait for one model, first come first served, behind a bound. One thread
/// generates them one after another. Requests only submit, listen and cancel, so a scheduler that
/// generates several at once can take this class's place.
final class GenerationQueue implements AutoCloseable {
    private static final double SMOOTHING = 0.2;

    private final Generator generator;
    private final int bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final Thread worker;
    private Optional<Job> current = Optional.empty();
    private boolean stopping;
    private boolean closed;
    private double secondsPerJob = 1;

    GenerationQueue(ServedModel model, int bound) {
        this.generator = model.generator();
        this.bound = bound;
        this.worker =
                Thread.ofPlatform().name("generate " + model.name()).daemon().start(this::work);
    }

    /// Takes all of a request's choices, or none.
    ///
    /// @throws ApiException 429 if they do not fit, 503 once the queue stops
    void submit(List<Job> jobs) {
        lock.lock();
        try {
            if (stopping) {
                throw ApiException.stopping();
            }
            int idle = current.isPresent() || !waiting.isEmpty() ? 0 : 1;
            if (waiting.size() + jobs.size() > bound + idle) {
                double seconds = secondsPerJob * (waiting.size() + (current.isPresent() ? 1 : 0));
                throw ApiException.queueFull((int) Math.clamp(Math.ceil(seconds), 1, 120));
            }
            waiting.addAll(jobs);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends jobs wherever they are; what they still say will be heard by nobody.
    void cancel(List<Job> jobs) {
        jobs.forEach(Job::cancel);
        lock.lock();
        try {
            waiting.removeAll(jobs);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more, and waits for what it has.
    ///
    /// @return whether all of it ended in time
    boolean drain(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
            while (current.isPresent() || !waiting.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (Optional<Job> job = take(); job.isPresent(); job = take()) {
            long start = System.nanoTime();
            job.get().run(generator);
            finished((System.nanoTime() - start) / 1e9);
        }
    }

    private Optional<Job> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            current = Optional.ofNullable(waiting.poll());
            return current;
        } finally {
            lock.unlock();
        }
    }

    private void finished(double seconds) {
        lock.lock();
        try {
            current = Optional.empty();
            secondsPerJob += SMOOTHING * (seconds - secondsPerJob);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends all jobs and the thread, so that the generator can be closed after it.
    @Override
    public void close() {
        lock.lock();
        try {
            stopping = true;
            closed = true;
            waiting.forEach(Job::abandon);
            waiting.clear();
            current.ifPresent(Job::cancel);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
