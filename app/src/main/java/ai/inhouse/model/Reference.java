package ai.inhouse.model;

import ai.inhouse.engine.NativeMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A model as it was, frozen, which a learner is held to.
public final class Reference implements AutoCloseable {
    private final Weights model;
    private final NativeMemory memory = new NativeMemory();
    private final List<DecoderPass> passes = new ArrayList<>();

    /// @param model read, never written; stays the caller's and outlives the reference
    /// @param workers as many as the learner has
    public Reference(Weights model, Precision precision, int workers) {
        this.model = model;
        DecoderWeights weights =
                precision == Precision.FP32
                        ? DecoderWeights.exact(memory, model)
                        : DecoderWeights.copied(memory, model, precision.type());
        for (int worker = 0; worker < workers; worker++) {
            passes.add(
                    new DecoderPass(
                            model.config(), weights, new Products.Plain(weights.products())));
        }
    }

    ModelConfig config() {
        return model.config();
    }

    /// What it was made of.
    public Weights weights() {
        return model;
    }

    /// One for each worker, for its thread alone.
    List<DecoderPass> passes() {
        return Collections.unmodifiableList(passes);
    }

    @Override
    public void close() {
        passes.forEach(DecoderPass::close);
        memory.close();
    }
}
