package ai.inhouse.model;

import ai.inhouse.engine.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// What each worker of a learner takes of a batch (see [Partition]), and the pass that it takes it
/// through.
final class Shares implements AutoCloseable {
    private final ModelConfig config;
    private final Workers workers;
    private final IntConsumer ended;
    private final List<Share> all = new ArrayList<>();
    private boolean shared;

    /// @param workers stay the caller's
    /// @param ended hears from each worker when it has ended its work, or had none
    Shares(ModelConfig config, TrainedParameters parameters, Workers workers, IntConsumer ended) {
        this.config = config;
        this.workers = workers;
        this.ended = ended;
        for (int worker = 0; worker < workers.count(); worker++) {
            all.add(
                    new Share(
                            new DecoderPass(
                                    config, parameters.weights(), parameters.newProducts())));
        }
    }

    /// A worker's pass and the rows that it last took.
    static final class Share {
        private final DecoderPass pass;
        private @Nullable BlockRows rows;
        private @Nullable Team team;

        private Share(DecoderPass pass) {
            this.pass = pass;
        }

        private void begin(BlockRows input, Team members) {
            rows = input;
            team = members;
        }

        DecoderPass pass() {
            return pass;
        }

        BlockRows rows() {
            return Objects.requireNonNull(rows, "a batch has begun");
        }

        private Team team() {
            return Objects.requireNonNull(team, "a batch has begun");
        }

        void forward(Activations.Kept kept) {
            pass.forward(rows(), kept, team());
        }
    }

    /// What a worker does with its share.
    interface Work {
        void run(int worker, Share share);
    }

    /// Cuts a batch for the workers.
    Partition begin(Batch batch) {
        Partition partition =
                Partition.of(batch.rows(), batch.length(), workers.count(), config.heads());
        shared = partition.shared();
        List<Team> teams = Team.of(partition, all.stream().map(Share::pass).toList());
        for (int worker = 0; worker < workers.count(); worker++) {
            all.get(worker).begin(BlockRows.of(batch, partition, worker), teams.get(worker));
        }
        return partition;
    }

    /// Whether workers wait for each other, as they have parts of the same sequences.
    boolean shared() {
        return shared;
    }

    /// Each worker that has rows of the batch does its part on its own thread. Where one fails,
    /// those that would wait for it fail too.
    void work(Batch batch, Work work) {
        if (batch.tokens().length == 0) {
            return;
        }
        workers.run(
                worker -> {
                    Share share = all.get(worker);
                    if (share.rows().positions() > 0) {
                        try {
                            work.run(worker, share);
                        } catch (RuntimeException | Error e) {
                            share.team().abandon();
                            throw e;
                        }
                    }
                    ended.accept(worker);
                });
    }

    @Override
    public void close() {
        all.forEach(share -> share.pass.close());
    }
}
