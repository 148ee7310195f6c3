package ai.inhouse.serving;

import ai.inhouse.inference.Batch;
import ai.inhouse.inference.BatchingGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Completions that wait for one model, in fair order behind a bound, and those being generated:
/// one thread steps a batch which they join and leave at any time. Requests only submit, listen and
/// cancel.
final class GenerationQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationQueue.class);
    private static final double SMOOTHING = 0.1;

    private final BatchingGenerator generator;
    private final int bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FairQueue waiting = new FairQueue();
    private final List<Job> running = new ArrayList<>();
    private final Thread worker;
    private boolean stopping;
    private boolean closed;

    /// How long one job keeps another waiting, smoothed.
    private double secondsPerJob = 1;

    private long lastEnd = System.nanoTime();

    GenerationQueue(ServedModel model, int bound, Metrics.OfModel metrics) {
        this.generator = model.generator();
        this.bound = bound;
        metrics.gauge("inhouse.requests.waiting", this::waitingJobs);
        metrics.gauge("inhouse.requests.running", this::runningJobs);
        metrics.gauge("inhouse.kv.tokens.limit", generator::keyValueTokens);
        metrics.gauge("inhouse.kv.tokens.used", generator::keyValueTokensUsed);
        this.worker =
                Thread.ofPlatform().name("generate " + model.name()).daemon().start(this::work);
    }

    private int waitingJobs() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private int runningJobs() {
        lock.lock();
        try {
            return running.size();
        } finally {
            lock.unlock();
        }
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
            boolean idle = running.isEmpty() && waiting.size() == 0;
            if (waiting.size() + jobs.size() > bound + (idle ? 1 : 0) || !fits(jobs)) {
                double seconds = secondsPerJob * (waiting.size() + 1);
                throw ApiException.queueFull((int) Math.clamp(Math.ceil(seconds), 1, 120));
            }
            jobs.forEach(waiting::add);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether the prompts that wait would fit into memory together; a lone request always may.
    private boolean fits(List<Job> jobs) {
        long tokens = jobs.stream().mapToLong(Job::promptTokens).sum();
        return waiting.size() == 0 || waiting.promptTokens() + tokens <= generator.keyValueTokens();
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
            while (!running.isEmpty() || waiting.size() > 0) {
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
        try (Batch batch = generator.newBatch()) {
            while (await(batch)) {
                try {
                    admit(batch);
                    batch.step();
                } catch (RuntimeException e) {
                    LOG.error("a step failed", e);
                    batch.fail(e);
                }
                settle();
            }
        }
    }

    /// @return false once closed
    private boolean await(Batch batch) {
        lock.lock();
        try {
            while (waiting.size() == 0 && batch.size() == 0 && !closed) {
                lastEnd = System.nanoTime();
                changed.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void admit(Batch batch) {
        Optional<Job> next = take(batch);
        while (next.isPresent()) {
            Job job = next.get();
            try {
                batch.add(job.request());
            } catch (RuntimeException e) {
                job.failed(e);
            }
            next = take(batch);
        }
    }

    /// The next job for which there is room. Nobody is let past it, or it might wait for ever.
    private Optional<Job> take(Batch batch) {
        lock.lock();
        try {
            while (true) {
                Optional<Job> next = waiting.peek();
                if (next.isEmpty()) {
                    return next;
                }
                if (next.get().expired()) {
                    waiting.take().abandon(ApiException.tooLate());
                } else if (batch.hasRoom(next.get().promptTokens())) {
                    running.add(next.get());
                    return Optional.of(waiting.take());
                } else {
                    return Optional.empty();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void settle() {
        lock.lock();
        try {
            running.forEach(job -> waiting.charge(job.caller(), job.takeUncharged()));
            int before = running.size();
            running.removeIf(Job::over);
            for (int ended = before - running.size(); ended > 0; ended--) {
                double seconds = (System.nanoTime() - lastEnd) / 1e9;
                secondsPerJob += SMOOTHING * (seconds - secondsPerJob);
                lastEnd = System.nanoTime();
            }
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
            while (waiting.size() > 0) {
                waiting.take().abandon(ApiException.stopping());
            }
            running.forEach(Job::cancel);
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
