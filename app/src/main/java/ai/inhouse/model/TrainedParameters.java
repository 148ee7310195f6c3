package ai.inhouse.model;

import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What a learner trains: a run of fp32 masters, and the weights that follow from them.
interface TrainedParameters extends AutoCloseable {
    ParameterLayout layout();

    /// `[n]` fp32
    Tensor masters();

    /// `[n]`: the masters in the type of the matrix products; in fp32 the masters themselves.
    Tensor copy();

    /// The masters by name: what a checkpoint needs beside the optimizer's state.
    List<Learner.StateTensor> learned();

    /// The whole model's weights, of which these are all or a part.
    DecoderWeights weights();

    /// `[1, d]` fp32: the score head, of a model that has one.
    Optional<Tensor> score();

    /// Called before each forward pass that a backward pass will follow.
    default void beginTraining() {}

    /// The products of the next worker.
    default Products newProducts() {
        return new Products.Plain(weights().products());
    }

    /// A worker's gradients.
    WeightGradients newGradients(int worker);

    /// Makes [#weights] follow from masters and copy after an optimizer step has changed both.
    void publish(Workers workers);

    /// The trained model as plain weights, which the caller closes.
    Weights merged();

    /// Lends the same.
    default void lend(Consumer<Weights> reader) {
        try (Weights merged = merged()) {
            reader.accept(merged);
        }
    }

    @Override
    void close();
}
