package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;

/// The weights as a pass reads them.
///
/// @param type in which matrix products compute
/// @param products matrices in that type
/// @param exact fp32: the embedding table, norms and biases
record DecoderWeights(ElementType type, DecoderTensors products, DecoderTensors exact) {
    /// A model as it is, and beside it a copy of all of it in `type`.
    ///
    /// @param memory holds the copy
    /// @param model stays the caller's, and outlives these
    static DecoderWeights copied(NativeMemory memory, Weights model, ElementType type) {
        long n = model.layout().elements();
        Tensor copy = memory.allocate(type, n);
        Elements.copy(memory.view(model.memory(), ElementType.FLOAT32, 0, n), copy);
        return of(memory, model, copy, type);
    }

    /// A model as it is, and beside it what its products compute with.
    ///
    /// @param copy all of the model's values in `type`
    static DecoderWeights of(NativeMemory memory, Weights model, Tensor copy, ElementType type) {
        ModelConfig c = model.config();
        return new DecoderWeights(
                type,
                new DecoderTensors(memory, NativeMemory.segment(copy), type, c),
                new DecoderTensors(memory, model.memory(), ElementType.FLOAT32, c));
    }

    /// A model as it is, in fp32 throughout.
    static DecoderWeights exact(NativeMemory memory, Weights model) {
        DecoderTensors tensors =
                new DecoderTensors(memory, model.memory(), ElementType.FLOAT32, model.config());
        return new DecoderWeights(ElementType.FLOAT32, tensors, tensors);
    }
}
