package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.engine.CausalSoftmax;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.GradientSum;
import ai.inhouse.engine.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Trains a decoder with one worker a core: each takes a share of the batch's rows through forward
/// and backward on its own thread, and the optimizer sums their gradients. With as many workers the
/// same steps give the same bits.
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

    DecoderLearner(ModelConfig config, TrainedParameters parameters, int workers) {
        this.config = config;
        this.parameters = parameters;
        this.workers = new Workers(workers);
        this.gradients = new GradientStore(parameters, this.workers);
        for (int worker = 0; worker < workers; worker++) {
            shares.add(
                    new Share(
                            new DecoderPass(
                                    config, parameters.weights(), parameters.newProducts())));
        }
        refresh();
    }

    /// A worker's pass and the rows it last took.
    private static final class Share {
        private final DecoderPass pass;
        private int first;
        private int rows;

        Share(DecoderPass pass) {
            this.pass = pass;
        }
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public float[] logProbabilities(Batch batch) {
        return pass(batch, false);
    }

    @Override
    public float[] forward(Batch batch) {
        parameters.beginTraining();
        float[] result = pass(batch, true);
        forwarded = batch;
        return result;
    }

    private float[] pass(Batch batch, boolean keep) {
        begin(batch);
        float[] out = new float[batch.tokens().length];
        work(
                batch,
                (worker, share) -> {
                    share.pass.forward(rows(batch, share), keep);
                    Selection all = selection(batch, batch.weights(), share, true);
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
                    Selection counted = selection(batch, weights, share, false);
                    if (counted.count() > 0) {
                        share.pass.backward(counted, gradients.of(worker));
                    }
                });
    }

    @Override
    public double lossAndGradient(Batch batch) {
        begin(batch);
        parameters.beginTraining();
        gradients.collect();
        double[] losses = new double[workers.count()];
        work(
                batch,
                (worker, share) -> {
                    Selection counted = selection(batch, batch.weights(), share, false);
                    if (counted.count() > 0) {
                        share.pass.forward(rows(batch, share), true);
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
        int share = batch.rows() / workers.count();
        int more = batch.rows() % workers.count();
        int first = 0;
        for (int worker = 0; worker < workers.count(); worker++) {
            Share s = shares.get(worker);
            s.first = first;
            s.rows = share + (worker < more ? 1 : 0);
            first += s.rows;
        }
    }

    private void work(Batch batch, Work work) {
        if (batch.tokens().length == 0) {
            return;
        }
        workers.run(
                worker -> {
                    Share share = shares.get(worker);
                    if (share.rows > 0) {
                        work.run(worker, share);
                    }
                });
    }

    private interface Work {
        void run(int worker, Share share);
    }

    private static PaddedRows rows(Batch batch, Share share) {
        int length = CausalSoftmax.paddedLength(batch.length());
        return PaddedRows.of(batch, share.first, share.rows, length);
    }

    private static Selection selection(Batch batch, float[] weights, Share share, boolean all) {
        int length = CausalSoftmax.paddedLength(batch.length());
        return Selection.of(batch, weights, share.first, share.rows, length, all);
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
        shares.forEach(share -> share.pass.close());
        gradients.close();
        if (optimizer != null) {
            optimizer.close();
        }
        parameters.close();
    }
}
