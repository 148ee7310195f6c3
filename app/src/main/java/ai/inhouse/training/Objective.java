package ai.inhouse.training;

import ai.inhouse.model.Learner;
import java.util.Map;
import java.util.TreeMap;

/// What a run minimizes. Losses of the micro-batches of one step add up: a source weights its
/// batches so that the sum is the mean over the step, however it is cut.
///
/// @param <B> what one micro-batch is
public interface Objective<B> {
    /// Runs one micro-batch forward and backward, adding to the learner's gradients.
    Outcome learn(Learner learner, B batch);

    /// What one micro-batch, or one step, came to.
    ///
    /// @param loss this part of the step's loss
    /// @param tokens positions that were computed, padding included
    /// @param metrics further figures by name, parts of the step's mean as the loss is
    record Outcome(double loss, long tokens, Map<String, Double> metrics) {
        public static final Outcome NOTHING = new Outcome(0, 0, Map.of());

        public Outcome {
            metrics = Map.copyOf(metrics);
        }

        public Outcome plus(Outcome other) {
            Map<String, Double> sums = new TreeMap<>(metrics);
            other.metrics.forEach((name, value) -> sums.merge(name, value, Double::sum));
            return new Outcome(loss + other.loss, tokens + other.tokens, sums);
        }

        /// Of as many passes over one step's batches; what was computed is not divided.
        Outcome meanOf(int passes) {
            Map<String, Double> means = new TreeMap<>();
            metrics.forEach((name, value) -> means.put(name, value / passes));
            return new Outcome(loss / passes, tokens, means);
        }
    }
}
