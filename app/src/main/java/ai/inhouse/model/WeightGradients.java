package ai.inhouse.model;

import ai.inhouse.engine.Tensor;
import java.util.function.IntConsumer;

/// Where one worker's backward pass leaves the gradients of weights. What is not overridden is
/// frozen: its gradient is never computed. Each pass overwrites.
interface WeightGradients extends AutoCloseable {
    /// All gradients as one run, in the order of the trained parameters.
    Tensor run();

    /// Called before a pass over `positions` rows.
    default void begin(int positions) {}

    /// Called when a pass has left a layer: its gradients and those of the layers above will change
    /// no more in this pass.
    default void left(int layer) {}

    /// left hears of each layer that a pass leaves, on its thread
    default void listen(IntConsumer left) {}

    /// `dW = dOut^T in`
    ///
    /// @param in `[n, in]`
    /// @param dOut `[n, out]`
    /// @param dOutTransposed the same, transposed
    void projection(
            int layer, Projection projection, Tensor in, Tensor dOut, Tensor dOutTransposed);

    /// The output head's gradient, chunk by chunk.
    ///
    /// @param in `[chunk, d]`
    /// @param dLogitsTransposed `[V, chunk]`
    /// @param first whether this is the pass's first chunk
    default void head(Tensor in, Tensor dLogitsTransposed, boolean first) {}

    /// The score head's gradient, in a pass in which the output head takes no part.
    ///
    /// @param sum `[1, d]` fp32
    default void score(Tensor sum) {}

    /// @param dStream `[n, d]` fp32
    /// @param tokens `[n]`, negative where a position is padding
    default void embedding(Tensor dStream, int[] tokens) {}

    default void inputNorm(int layer, Norm norm) {}

    default void attentionNorm(int layer, Norm norm) {}

    default void finalNorm(Norm norm) {}

    /// @param dQkv `[n, (H + 2 KV) * hd]`
    default void qkvBias(int layer, Tensor dQkv) {}

    /// @param sums `[hd]` fp32 each, for queries and keys
    default void headNorm(int layer, DecoderTensors.HeadNormWeights sums) {}

    /// @param sum `[d]` fp32
    default void attentionOutputNorm(int layer, Tensor sum) {}

    /// @param sum `[d]` fp32
    default void feedForwardOutputNorm(int layer, Tensor sum) {}

    @Override
    void close();

    /// What a norm's weight gradient is made of.
    ///
    /// @param x `[n, d]` fp32, its input
    /// @param inverse `[n]` fp32
    /// @param dNormed `[n, d]`, the gradient of its output
    record Norm(Tensor x, Tensor inverse, Tensor dNormed) {}
}
