package ai.inhouse.model;

import java.util.Optional;

/// Ways to train a model.
public final class Learners {
    private Learners() {}

    /// Trains every weight.
    ///
    /// @param weights the masters, updated in place; stay the caller's and outlive the learner
    /// @param workers threads, each with a share of the batch's rows; one a core is best
    public static DecoderLearner full(Weights weights, Precision precision, int workers) {
        return full(weights, precision, workers, Optional.empty());
    }

    /// As one of several processes that train the same weights, each on rows of its own.
    ///
    /// @param weights equal in all of them
    public static DecoderLearner full(
            Weights weights, Precision precision, int workers, GradientExchange exchange) {
        return full(weights, precision, workers, Optional.of(exchange));
    }

    private static DecoderLearner full(
            Weights weights,
            Precision precision,
            int workers,
            Optional<GradientExchange> exchange) {
        return new DecoderLearner(
                weights.config(), new FullParameters(weights, precision), workers, exchange);
    }

    /// Trains adapters on a frozen model.
    ///
    /// @param base read, never written; stays the caller's and outlives the learner
    public static DecoderLearner lora(
            Weights base, LoraConfig lora, Precision precision, int workers) {
        return lora(new PlainBase(base, precision.type()), lora, precision, workers);
    }

    /// Trains adapters on a frozen model whose blocks' matrices are kept in four bits (QLoRA): it
    /// is read from its source tensor by tensor, and never held in full.
    ///
    /// @param source may be closed afterwards
    public static DecoderLearner quantizedLora(
            ModelConfig config,
            TensorSource source,
            LoraConfig lora,
            Precision precision,
            int workers) {
        return lora(new QuantizedBase(config, source, precision.type()), lora, precision, workers);
    }

    private static DecoderLearner lora(
            FrozenBase base, LoraConfig lora, Precision precision, int workers) {
        return new DecoderLearner(
                base.config(),
                new LoraParameters(base, lora, precision),
                workers,
                Optional.empty());
    }
}
