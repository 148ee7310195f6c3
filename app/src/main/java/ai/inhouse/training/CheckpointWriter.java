package ai.inhouse.training;

import ai.inhouse.base.Uninterrupted;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learner.StateTensor;
import java.util.List;
import java.util.Optional;
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
    /// @throws ai.inhouse.base.InhouseException if the one before could not be written; older ones
    ///   stay
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
    /// @throws ai.inhouse.base.InhouseException if the last one could not be written; older ones
    ///   stay
    void finish() {
        Optional<Future<?>> last = inFlight;
        inFlight = Optional.empty();
        last.ifPresent(
                writing ->
                        Uninterrupted.await(writing, "saving a checkpoint", "in the background"));
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
