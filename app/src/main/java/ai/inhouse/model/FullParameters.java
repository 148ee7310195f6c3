package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// All weights of a model.
final class FullParameters implements TrainedParameters {
    private final Weights model;
    private final NativeMemory memory = new NativeMemory();
    private final Tensor masters;
    private final Tensor copy;
    private final DecoderWeights weights;

    FullParameters(Weights model, Precision precision) {
        this.model = model;
        ElementType type = precision.type();
        long n = model.layout().elements();
        masters = memory.view(model.memory(), ElementType.FLOAT32, 0, n);
        if (precision == Precision.FP32) {
            copy = masters;
            weights = DecoderWeights.exact(memory, model);
        } else {
            copy = memory.allocate(type, n);
            weights = DecoderWeights.of(memory, model, copy, type);
        }
    }

    @Override
    public ParameterLayout layout() {
        return model.layout();
    }

    @Override
    public Tensor masters() {
        return masters;
    }

    @Override
    public Tensor copy() {
        return copy;
    }

    @Override
    public List<Learner.StateTensor> learned() {
        return Optimizer.named(model.layout().parameters(), 0, masters, "");
    }

    @Override
    public DecoderWeights weights() {
        return weights;
    }

    @Override
    public Optional<Tensor> score() {
        return weights.exact().score();
    }

    @Override
    public WeightGradients newGradients(int worker) {
        return new FullGradients(model.config(), weights.type());
    }

    @Override
    public void publish(Workers workers) {
        // The masters and their copy are the weights.
    }

    @Override
    public Weights merged() {
        return model.copy();
    }

    @Override
    public void lend(Consumer<Weights> reader) {
        reader.accept(model);
    }

    @Override
    public void close() {
        memory.close();
    }
}
