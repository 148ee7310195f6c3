package ai.inhouse.training;

import ai.inhouse.model.Learner;
import java.util.Map;

/// Measures a model while it is trained, on what it is not trained on.
@FunctionalInterface
public interface Validation {
    /// Figures by name, as in `validation_bits_per_byte`. Must leave the learner as it was.
    Map<String, Double> measure(Learner learner);

    static Validation none() {
        return learner -> Map.of();
    }
}
