package ai.inhouse.training;

import ai.inhouse.model.Learner;
import java.util.Map;
import java.util.OptionalDouble;

/// Measures a model while it is trained, on what it is not trained on.
@FunctionalInterface
public interface Validation {
    /// Figures by name, as in `validation_bits_per_byte`. Must leave the learner as it was.
    Map<String, Double> measure(Learner learner);

    /// By what to choose between two moments of a run, the less the better; empty where there is
    /// nothing to choose by.
    ///
    /// @param measured what [#measure] returned; may be empty
    default OptionalDouble score(Map<String, Double> measured) {
        return OptionalDouble.empty();
    }

    static Validation none() {
        return learner -> Map.of();
    }

    /// A figure of which more is better, as [#score] has it.
    static OptionalDouble moreIsBetter(Map<String, Double> measured, String name) {
        OptionalDouble figure = figure(measured, name);
        return figure.isEmpty() ? figure : OptionalDouble.of(-figure.getAsDouble());
    }

    /// A figure, if it was measured.
    static OptionalDouble figure(Map<String, Double> measured, String name) {
        Double value = measured.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
