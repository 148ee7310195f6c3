package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.util.Optional;

/// A frozen model in fp32, beside the copy that passes multiply with and adapters are merged into.
final class PlainBase implements FrozenBase {
    private final Weights base;
    private final NativeMemory memory = new NativeMemory();
    private final DecoderWeights weights;

    /// @param base stays the caller's, and outlives this
    PlainBase(Weights base, ElementType type) {
        this.base = base;
        weights = DecoderWeights.copied(memory, base, type);
    }

    @Override
    public ModelConfig config() {
        return base.config();
    }

    @Override
    public DecoderWeights weights() {
        return weights;
    }

    @Override
    public Tensor matrix(int layer, Projection projection, LoraScratch scratch) {
        return weights.exact().block(layer).get(projection).weight();
    }

    @Override
    public Optional<Tensor> merged(int layer, Projection projection) {
        return Optional.of(weights.products().block(layer).get(projection).weight());
    }

    @Override
    public Products products(LoraGroups groups) {
        return new Products.Plain(weights.products());
    }

    @Override
    public Weights copy() {
        return base.copy();
    }

    @Override
    public void close() {
        memory.close();
    }
}
