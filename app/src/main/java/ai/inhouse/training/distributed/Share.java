package ai.inhouse.training.distributed;

import ai.inhouse.engine.ProcessGroup;
import ai.inhouse.model.Batch;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Reference;
import ai.inhouse.model.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/// One process's part of what a learner is asked: its own rows of each batch. All processes do the
/// same at the same time, and have the same result.
///
/// @param learner whose gradients are exchanged with the other processes'
record Share(ProcessGroup group, DecoderLearner learner) implements AutoCloseable {
    /// @param weights equal in all of them
    static Share of(ProcessGroup group, Weights weights, Precision precision, int threads) {
        return new Share(group, Learners.full(weights, precision, threads, new SharedSums(group)));
    }

    /// The rows that are this process's.
    private Batch own(Batch batch) {
        return batch.rows(first(batch.rows()), end(batch.rows()));
    }

    /// Of so many equal parts, the first one that is this process's.
    private int first(int parts) {
        return part(parts, group.member().rank());
    }

    private int end(int parts) {
        return part(parts, group.member().rank() + 1);
    }

    private int part(int parts, int rank) {
        return (int) ((long) parts * rank / group.member().size());
    }

    /// @param held what divergences are measured from
    /// @return one number for each position of the whole batch
    float[] read(Command.Reading reading, Batch batch, Optional<Reference> held) {
        Batch own = own(batch);
        int at = first(batch.rows()) * batch.length();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(ValueLayout.JAVA_FLOAT, batch.tokens().length);
            float[] read = read(own, reading, held);
            MemorySegment.copy(
                    read, 0, all, ValueLayout.JAVA_FLOAT, (long) at * Float.BYTES, read.length);
            group.sum(all);
            return all.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private float[] read(Batch own, Command.Reading reading, Optional<Reference> held) {
        return switch (reading) {
            case LOG_PROBABILITIES -> learner.logProbabilities(own);
            case FORWARD -> learner.forward(own);
            case DIVERGENCES -> learner.divergences(own, held.orElseThrow());
            case SCORES -> learner.scores(own);
            case FORWARD_SCORES -> learner.forwardScores(own);
        };
    }

    /// @return the whole batch's loss
    double learn(Batch batch) {
        Batch own = own(batch);
        return Arrays.stream(group.gather(learner.lossAndGradient(own))).sum();
    }

    /// @param batch of the last reading
    /// @param weights of all its positions
    void backward(Command.Reading reading, Batch batch, float[] weights) {
        int length = batch.length();
        int from = first(batch.rows()) * length;
        int to = end(batch.rows()) * length;
        float[] own = Arrays.copyOfRange(weights, from, to);
        switch (reading) {
            case FORWARD -> learner.backward(own);
            case DIVERGENCES -> learner.backwardDivergences(own);
            case FORWARD_SCORES -> learner.backwardScores(own);
            case LOG_PROBABILITIES, SCORES ->
                    throw new IllegalArgumentException(reading + " keeps nothing to go back over");
        }
    }

    /// Gives everybody the first process's state.
    void state() {
        for (Learner.StateTensor tensor : learner.state()) {
            group.broadcast(tensor.memory());
        }
        learner.refresh();
    }

    @Override
    public void close() {
        learner.close();
    }
}
