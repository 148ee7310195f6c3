package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.GradientSum;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
    private final Shares shares;
    private final GradientStore gradients;
    private Learning learning = Learning.PLAIN;
    private @Nullable Optimizer optimizer;
    private @Nullable Batch forwarded;
    private @Nullable Reference heldTo;
    private Recompute recompute = Recompute.AUTO;

    /// @param exchange with the learners of other processes, if there are any
    DecoderLearner(
            ModelConfig config,
            TrainedParameters parameters,
            int workers,
            Optional<GradientExchange> exchange) {
        this.config = config;
        this.parameters = parameters;
        this.workers = new Workers(workers);
        this.gradients = new GradientStore(parameters, this.workers, exchange);
        this.shares = new Shares(config, parameters, this.workers, gradients::ended);
        refresh();
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
        return read(batch, Activations.Kept.NOTHING, true, DecoderPass::logProbabilities);
    }

    @Override
    public float[] forward(Batch batch) {
        return keep(batch, true, DecoderPass::logProbabilities);
    }

    /// What one worker reads off its pass at the positions of a selection.
    private interface Reading {
        float[] of(DecoderPass pass, Selection selection);
    }

    /// Reads and keeps what a backward pass needs.
    private float[] keep(Batch batch, boolean all, Reading reading) {
        parameters.beginTraining();
        float[] result = read(batch, kept(batch), all, reading);
        forwarded = batch;
        return result;
    }

    /// @param all whether positions that do not count are read too
    private float[] read(Batch batch, Activations.Kept kept, boolean all, Reading reading) {
        begin(batch);
        float[] out = new float[batch.tokens().length];
        shares.work(
                batch,
                (worker, share) -> {
                    share.forward(kept);
                    Selection read = Selection.of(batch, batch.weights(), share.rows(), all);
                    read.spread(reading.of(share.pass(), read), out);
                });
        return out;
    }

    @Override
    public void backward(float[] weights) {
        backward(weights, (worker, pass, counted) -> pass.backward(counted, gradients.of(worker)));
    }

    /// One worker's backward pass over the positions that count.
    private interface Backward {
        void run(int worker, DecoderPass pass, Selection counted);
    }

    private void backward(float[] weights, Backward backward) {
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
        shares.work(
                batch,
                (worker, share) -> {
                    Selection counted = Selection.of(batch, weights, share.rows(), false);
                    if (counted.count() > 0 || shares.shared()) {
                        backward.run(worker, share.pass(), counted);
                    }
                });
        gradients.passed();
    }

    @Override
    public double lossAndGradient(Batch batch) {
        begin(batch);
        parameters.beginTraining();
        gradients.collect();
        double[] losses = new double[workers.count()];
        Activations.Kept kept = kept(batch);
        shares.work(
                batch,
                (worker, share) -> {
                    Selection counted = Selection.of(batch, batch.weights(), share.rows(), false);
                    if (counted.count() > 0 || shares.shared()) {
                        share.forward(kept);
                        losses[worker] = share.pass().backward(counted, gradients.of(worker));
                    }
                });
        gradients.passed();
        return Arrays.stream(losses).sum();
    }

    @Override
    public float[] divergences(Batch batch, Reference reference) {
        if (reference.config().vocabularySize() != config.vocabularySize()) {
            throw new IllegalArgumentException("a reference with another vocabulary");
        }
        Partition partition = begin(batch);
        parameters.beginTraining();
        List<Team> teams = Team.of(partition, reference.passes());
        float[] out = new float[batch.tokens().length];
        Activations.Kept kept = kept(batch);
        shares.work(
                batch,
                (worker, share) -> {
                    DecoderPass before = reference.passes().get(worker);
                    forward(before, share.rows(), teams.get(worker));
                    share.forward(kept);
                    Selection counted = Selection.of(batch, batch.weights(), share.rows(), false);
                    counted.spread(share.pass().divergences(counted, before), out);
                });
        forwarded = batch;
        heldTo = reference;
        return out;
    }

    /// The reference's pass, in step with its other workers' as the learner's own is.
    private static void forward(DecoderPass reference, BlockRows rows, Team team) {
        try {
            reference.forward(rows, Activations.Kept.NOTHING, team);
        } catch (RuntimeException | Error e) {
            team.abandon();
            throw e;
        }
    }

    @Override
    public void backwardDivergences(float[] weights) {
        Reference reference = heldTo;
        if (reference == null) {
            throw new IllegalStateException("no divergences were asked for before");
        }
        backward(
                weights,
                (worker, pass, counted) ->
                        pass.backwardDivergences(
                                counted, reference.passes().get(worker), gradients.of(worker)));
    }

    @Override
    public float[] scores(Batch batch) {
        return read(batch, Activations.Kept.NOTHING, false, scoring());
    }

    @Override
    public float[] forwardScores(Batch batch) {
        return keep(batch, false, scoring());
    }

    private Reading scoring() {
        Tensor head = scoreHead();
        return (pass, counted) -> pass.scores(counted, head);
    }

    @Override
    public void backwardScores(float[] weights) {
        Tensor head = scoreHead();
        backward(
                weights,
                (worker, pass, counted) ->
                        pass.backwardScores(counted, head, gradients.of(worker)));
    }

    private Tensor scoreHead() {
        return parameters
                .score()
                .orElseThrow(() -> new IllegalStateException("this model has no score head"));
    }

    private Partition begin(Batch batch) {
        forwarded = null;
        heldTo = null;
        if (batch.length() > config.maxLength()) {
            throw InhouseException.badInput(
                    "training or scoring",
                    "a batch of %d rows".formatted(batch.rows()),
                    "its %d tokens a row exceed the model's context of %d"
                            .formatted(batch.length(), config.maxLength()),
                    "Cut the text into shorter pieces, or take a model with a longer context.");
        }
        return shares.begin(batch);
    }

    /// All that the backward pass needs where memory allows it.
    private Activations.Kept kept(Batch batch) {
        long positions = (long) batch.rows() * batch.length();
        long layer = Activations.Block.bytes(config, parameters.weights().type());
        return recompute.needed(positions * layer * config.layers())
                ? Activations.Kept.STREAM
                : Activations.Kept.ALL;
    }

    @Override
    public void configure(Learning how) {
        if (optimizer != null && !how.equals(learning)) {
            throw new IllegalStateException("it has learned in another way already");
        }
        learning = how;
    }

    @Override
    public void expectLastPass() {
        gradients.expectLast();
    }

    @Override
    public double step(OptimizerStep step) {
        GradientSum sum = gradients.sum();
        double norm = gradients.agreed(optimizer().norm(sum, workers));
        optimizer().step(sum, norm, step, workers);
        gradients.clear();
        parameters.publish(workers);
        return norm;
    }

    private Optimizer optimizer() {
        if (optimizer == null) {
            optimizer = new Optimizer(parameters, learning, workers.count());
        }
        return optimizer;
    }

    @Override
    public void exchangeAverage() {
        optimizer().exchangeAverage(workers);
        refresh();
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

    /// Lends the trained model's weights as they are now, adapters merged in; where all weights are
    /// trained, no copy is made.
    public void lend(Consumer<Weights> reader) {
        parameters.lend(reader);
    }

    /// The trained adapters by themselves, if it is adapters that are trained; the caller closes
    /// them.
    public Optional<Adapter> adapter() {
        return parameters instanceof LoraParameters lora
                ? Optional.of(lora.adapter())
                : Optional.empty();
    }

    /// What has accumulated since the last step.
    GradientStore gradients() {
        return gradients;
    }

    @Override
    public void close() {
        workers.close();
        shares.close();
        gradients.close();
        if (optimizer != null) {
            optimizer.close();
        }
        parameters.close();
    }
}
