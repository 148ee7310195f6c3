package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A model as it was, frozen, which a learner is held to.
public final class Reference implements AutoCloseable {
    private final ModelConfig config;
    private final NativeMemory memory = new NativeMemory();
    private final DecoderWeights weights;
    private final List<DecoderPass> passes = new ArrayList<>();

    /// @param model read, never written; stays the caller's and outlives the reference
    /// @param workers as many as the learner has
    public Reference(Weights model, Precision precision, int workers) {
        this.config = model.config();
        this.weights = weights(model, precision.type());
        for (int worker = 0; worker < workers; worker++) {
            passes.add(new DecoderPass(config, weights, new Products.Plain(weights.products())));
        }
    }

    private DecoderWeights weights(Weights model, ElementType type) {
        DecoderTensors exact =
                new DecoderTensors(memory, model.memory(), ElementType.FLOAT32, config);
        if (type == ElementType.FLOAT32) {
            return new DecoderWeights(type, exact, exact);
        }
        long n = model.layout().elements();
        Tensor copy = memory.allocate(type, n);
        Elements.copy(memory.view(model.memory(), ElementType.FLOAT32, 0, n), copy);
        return new DecoderWeights(
                type, new DecoderTensors(memory, NativeMemory.segment(copy), type, config), exact);
    }

    ModelConfig config() {
        return config;
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
