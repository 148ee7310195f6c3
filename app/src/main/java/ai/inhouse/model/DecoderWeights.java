package ai.inhouse.model;

import ai.inhouse.engine.ElementType;

/// The weights as a pass reads them.
///
/// @param type in which matrix products compute
/// @param products matrices in that type
/// @param exact fp32: the embedding table, norms and biases
record DecoderWeights(ElementType type, DecoderTensors products, DecoderTensors exact) {}
