package ai.inhouse.training;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Uninterrupted;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learner.StateTensor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// Saves checkpoints while training goes on, which stops only until the state is copied. One is
/// being written at a time, and none appears before it is durable. What goes wrong is thrown at the
/// next save, or when it is waited for.
final class CheckpointWriter implements AutoCloseable {
    private final Checkpoints checkpoints;
    private final StateCopy copy = new StateCopy();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("inhouse-checkpoint").daemon().factory());
    private final AtomicLong writingNanos = new AtomicLong();
    private Optional<Future<?>> inFlight = Optional.empty();
    private int saves;
    private long stillNanos;

    CheckpointWriter(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    /// Waits for the checkpoint before, if it is still being written, and begins this one. Where
    /// memory is short, it is written before this returns.
    ///
    /// @throws InhouseException if the one before could not be written; older ones stay
    void save(Learner learner, Checkpoint checkpoint) {
        long began = System.nanoTime();
        finish();
        List<StateTensor> state = learner.state();
        if (StateCopy.fits(state)) {
            List<StateTensor> copied = copy.of(state);
            inFlight = Optional.of(thread.submit(() -> write(copied, checkpoint)));
        } else {
            write(state, checkpoint);
        }
        saves++;
        stillNanos += System.nanoTime() - began;
    }

    private void write(List<StateTensor> state, Checkpoint checkpoint) {
        long began = System.nanoTime();
        checkpoints.write(state, checkpoint);
        writingNanos.addAndGet(System.nanoTime() - began);
    }

    /// Waits until all is on the disk.
    ///
    /// @throws InhouseException if the last one could not be written; older ones stay
    void finish() {
        Optional<Future<?>> last = inFlight;
        inFlight = Optional.empty();
        last.ifPresent(CheckpointWriter::await);
    }

    /// Its memory is not to be written to before it has finished.
    private static void await(Future<?> writing) {
        try {
            Uninterrupted.await(writing);
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    private static RuntimeException rethrown(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            case null, default ->
                    InhouseException.internal(
                            "saving a checkpoint", "in the background", e, "Report this.");
        };
    }

    Trainer.Saving spent() {
        return new Trainer.Saving(saves, stillNanos / 1e9, writingNanos.get() / 1e9);
    }

    @Override
    public void close() {
        try (copy;
                thread) {
            finish();
        }
    }
}
