package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.GradientSum;
import ai.inhouse.engine.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Trains a decoder with one worker a core: each takes a share of the batch through forward and
/// backward on its own thread (see [Partition]), and the optimizer sums their gradients. With as
/// many workers the same steps give the same bits.
///
/// A later forward pass of any kind takes the place of the one that [#backward] would follow. Not
/// for several threads at once.
public final class DecoderLearner implements Learner {
    private final ModelConfig config;
    private final TrainedParameters parameters;
    private final Workers workers;
    private final List<Share> shares = new ArrayList<>();
    private final GradientStore gradients;
    private @Nullable Optimizer optimizer;
    private @Nullable Batch forwarded;
    private boolean shared;
    private Recompute recompute = Recompute.AUTO;

    DecoderLearner(ModelConfig config, TrainedParameters parameters, int workers) {
        this.config = config;
        this.parameters = parameters;
        this.workers = new Workers(workers);
        this.gradients = new GradientStore(parameters, this.workers);
        for (int worker = 0; worker < workers; worker++) {
            shares.add(new Share(new DecoderPass(config, parameters.weights())));
        }
        refresh();
    }

    /// A worker's pass and the rows that it last took.
    private static final class Share {
        private final DecoderPass pass;
        private @Nullable BlockRows rows;
        private @Nullable Team team;

        Share(DecoderPass pass) {
            this.pass = pass;
        }

        void begin(BlockRows input, Team members) {
            rows = input;
            team = members;
        }

        BlockRows rows() {
            return Objects.requireNonNull(rows, "a batch has begun");
        }

        Team team() {
            return Objects.requireNonNull(team, "a batch has begun");
        }

        void forward(Activations.Kept kept) {
            pass.forward(rows(), kept, team());
        }
    }

    /// When to compute activations a second time instead of keeping them; changes no bit of what is
    /// learned.
    public void recompute(Recompute when) {
        recompute = when;
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public float[] logProbabilities(Batch batch) {
        return pass(batch, Activations.Kept.NOTHING);
    }

    @Override
    public float[] forward(Batch batch) {
        float[] result = pass(batch, kept(batch));
        forwarded = batch;
        return result;
    }

    private float[] pass(Batch batch, Activations.Kept kept) {
        begin(batch);
        float[] out = new float[batch.tokens().length];
        work(
                batch,
                (worker, share) -> {
                    share.forward(kept);
                    Selection all = Selection.of(batch, batch.weights(), share.rows(), true);
                    float[] values = share.pass.logProbabilities(all);
                    for (int i = 0; i < values.length; i++) {
                        out[all.origin()[i]] = values[i];
                    }
                });
        return out;
    }

    @Override
    public void backward(float[] weights) {
        Batch batch = forwarded;
        if (batch == null) {
            throw new IllegalStateException("backward needs a forward pass before it");
        }
        if (weights.length != batch.tokens().length) {
            throw new IllegalArgumentException(
                    "%d weights for %d positions".formatted(weights.length, batch.tokens().length));
        }
        forwarded = null;
        gradients.collect();
        work(
                batch,
                (worker, share) -> {
                    Selection counted = Selection.of(batch, weights, share.rows(), false);
                    if (counted.count() > 0 || shared) {
                        share.pass.backward(counted, gradients.of(worker));
                    }
                });
    }

    @Override
    public double lossAndGradient(Batch batch) {
        begin(batch);
        gradients.collect();
        double[] losses = new double[workers.count()];
        Activations.Kept kept = kept(batch);
        work(
                batch,
                (worker, share) -> {
                    Selection counted = Selection.of(batch, batch.weights(), share.rows(), false);
                    if (counted.count() > 0 || shared) {
                        share.forward(kept);
                        losses[worker] = share.pass.backward(counted, gradients.of(worker));
                    }
                });
        return Arrays.stream(losses).sum();
    }

    private void begin(Batch batch) {
        forwarded = null;
        if (batch.length() > config.maxLength()) {
            throw InhouseException.badInput(
                    "training or scoring",
                    "a batch of %d rows".formatted(batch.rows()),
                    "its %d tokens a row exceed the model's context of %d"
                            .formatted(batch.length(), config.maxLength()),
                    "Cut the text into shorter pieces, or take a model with a longer context.");
        }
        Partition partition =
                Partition.of(batch.rows(), batch.length(), workers.count(), config.heads());
        shared = partition.shared();
        Team all = new Team(partition.shares(), shares.stream().map(s -> s.pass).toList());
        for (int worker = 0; worker < workers.count(); worker++) {
            Share share = shares.get(worker);
            BlockRows rows = BlockRows.of(batch, partition, worker);
            share.begin(rows, shared ? all : new Team(List.of(rows.pieces()), List.of(share.pass)));
        }
    }

    /// All that the backward pass needs where memory allows it.
    private Activations.Kept kept(Batch batch) {
        long positions = (long) batch.rows() * batch.length();
        long layer = Activations.Block.bytes(config, parameters.weights().type());
        return recompute.needed(positions * layer * config.layers())
                ? Activations.Kept.STREAM
                : Activations.Kept.ALL;
    }

    private void work(Batch batch, Work work) {
        if (batch.tokens().length == 0) {
            return;
        }
        workers.run(
                worker -> {
                    Share share = shares.get(worker);
                    if (share.rows().positions() > 0) {
                        try {
                            work.run(worker, share);
                        } catch (RuntimeException | Error e) {
                            share.team().abandon();
                            throw e;
                        }
                    }
                });
    }

    private interface Work {
        void run(int worker, Share share);
    }

    @Override
    public double step(OptimizerStep step) {
        GradientSum sum = gradients.sum();
        double norm = optimizer().step(sum, step, workers);
        gradients.clear();
        parameters.publish(workers);
        return norm;
    }

    private Optimizer optimizer() {
        if (optimizer == null) {
            optimizer = new Optimizer(parameters);
        }
        return optimizer;
    }

    /// Lives as long as the learner.
    @Override
    public List<StateTensor> state() {
        List<StateTensor> state = new ArrayList<>(parameters.learned());
        state.addAll(optimizer().state());
        return state;
    }

    @Override
    public void refresh() {
        if (parameters.copy() != parameters.masters()) {
            workers.split(
                    parameters.layout().elements(),
                    Short.SIZE,
                    (worker, from, to) ->
                            Elements.copy(parameters.masters(), parameters.copy(), from, to));
        }
        parameters.publish(workers);
    }

    /// The trained model as plain weights of its own, adapters merged in; the caller closes it.
    public Weights mergedWeights() {
        return parameters.merged();
    }

    /// What has accumulated since the last step.
    GradientStore gradients() {
        return gradients;
    }

    @Override
    public void close() {
        workers.close();
        shares.forEach(share -> share.pass.close());
        gradients.close();
        if (optimizer != null) {
            optimizer.close();
        }
        parameters.close();
    }
}
