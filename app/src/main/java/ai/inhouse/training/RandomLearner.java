package ai.inhouse.training;

import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.SplittableRandom;

/// A learner on random weights, to measure with.
///
/// @param weights that it moves or stands on; absent where it holds its own, in four bits
public record RandomLearner(DecoderLearner learner, Optional<Weights> weights)
        implements AutoCloseable {
    /// @param adapter trained on frozen weights; absent: all weights are
    /// @param quantized whether the frozen weights are kept in four bits
    public static RandomLearner open(
            ModelConfig config,
            Optional<LoraConfig> adapter,
            boolean quantized,
            Precision precision,
            int workers) {
        if (quantized && adapter.isPresent()) {
            return new RandomLearner(
                    quantized(config, adapter.get(), precision, workers), Optional.empty());
        }
        Weights weights = weights(config);
        try {
            return new RandomLearner(
                    on(weights, adapter, precision, workers), Optional.of(weights));
        } catch (RuntimeException | Error e) {
            weights.close();
            throw e;
        }
    }

    /// @param adapter as in [#open]
    static DecoderLearner on(
            Weights weights, Optional<LoraConfig> adapter, Precision precision, int workers) {
        return adapter.map(lora -> Learners.lora(weights, lora, precision, workers))
                .orElseGet(() -> Learners.full(weights, precision, workers));
    }

    /// The model is made tensor by tensor, as it would be read: its peak of memory is a real one's.
    static DecoderLearner quantized(
            ModelConfig config, LoraConfig lora, Precision precision, int workers) {
        try (RandomTensors source = new RandomTensors(config)) {
            return Learners.quantizedLora(config, source, lora, precision, workers);
        }
    }

    /// Matrices uniform with deviation 0.02, norms one: cheaper to draw than a model's real first
    /// weights, and as good to measure with.
    public static Weights weights(ModelConfig config) {
        Weights weights = Weights.zeros(config);
        SplittableRandom random = new SplittableRandom(1);
        for (ParameterLayout.Parameter p : weights.layout().parameters()) {
            MemorySegment segment = weights.segment(p);
            long elements = p.elements();
            boolean vector = p.shape().size() == 1;
            double bound = 0.02 * Math.sqrt(3);
            for (long i = 0; i < elements; i++) {
                float value = vector ? 1 : (float) ((2 * random.nextDouble() - 1) * bound);
                segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
            }
        }
        return weights;
    }

    @Override
    public void close() {
        learner.close();
        weights.ifPresent(Weights::close);
    }
}
