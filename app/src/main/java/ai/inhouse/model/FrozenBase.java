package ai.inhouse.model;

import ai.inhouse.engine.Tensor;
import java.util.Optional;

/// The weights under adapters, which never change.
interface FrozenBase extends AutoCloseable {
    ModelConfig config();

    /// What passes read: all of the model, or, where matrices are quantized, what else there is.
    DecoderWeights weights();

    /// A block's matrix `[out, in]` as fp32.
    ///
    /// @param scratch of one worker: what is returned may lie there until it is used again
    Tensor matrix(int layer, Projection projection, LoraScratch scratch);

    /// Where the sum of the matrix and its adapters is kept, if it is.
    Optional<Tensor> merged(int layer, Projection projection);

    /// One worker's products with the matrices and their adapters.
    Products products(LoraGroups groups);

    /// All of it as plain weights, which the caller closes.
    Weights copy();

    @Override
    void close();
}
