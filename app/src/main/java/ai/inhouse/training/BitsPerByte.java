package ai.inhouse.training;

import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// How many bits a model needs for each byte of a text: comparable between tokenizers, unlike the
/// loss for each token.
///
/// @param name of the figure, as in `validation_bits_per_byte`
/// @param batches the text in windows; weight 1 at each predicted token, 0 elsewhere
/// @param bytes how many bytes the predicted tokens have
public record BitsPerByte(String name, List<Batch> batches, long bytes) implements Validation {
    public BitsPerByte {
        batches = List.copyOf(batches);
        if (bytes < 1) {
            throw new IllegalArgumentException("no text to measure on");
        }
    }

    @Override
    public Map<String, Double> measure(Learner learner) {
        double nats = 0;
        for (Batch batch : batches) {
            float[] logProbabilities = learner.logProbabilities(batch);
            for (int i = 0; i < logProbabilities.length; i++) {
                nats -= batch.weights()[i] * logProbabilities[i];
            }
        }
        return Map.of(name, nats / Math.log(2) / bytes);
    }

    @Override
    public OptionalDouble score(Map<String, Double> measured) {
        return Validation.figure(measured, name);
    }
}
