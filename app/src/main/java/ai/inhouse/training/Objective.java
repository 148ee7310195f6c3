package ai.inhouse.training;

import ai.inhouse.model.Learner;
import java.util.Map;
import java.util.Optional;
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
    /// @param harm why the step must not stand, though its loss is a number
    record Outcome(double loss, long tokens, Map<String, Double> metrics, Optional<String> harm) {
        public static final Outcome NOTHING = new Outcome(0, 0, Map.of());

        public Outcome {
            metrics = Map.copyOf(metrics);
        }

        /// One that does no harm.
        public Outcome(double loss, long tokens, Map<String, Double> metrics) {
            this(loss, tokens, metrics, Optional.empty());
        }

        public Outcome plus(Outcome other) {
            Map<String, Double> sums = new TreeMap<>(metrics);
            other.metrics.forEach((name, value) -> sums.merge(name, value, Double::sum));
            return new Outcome(
                    loss + other.loss, tokens + other.tokens, sums, harm.or(() -> other.harm));
        }

        public Outcome harmedBy(Optional<String> why) {
            return new Outcome(loss, tokens, metrics, harm.or(() -> why));
        }

        /// Of as many passes over one step's batches; what was computed is not divided.
        Outcome meanOf(int passes) {
            Map<String, Double> means = new TreeMap<>();
            metrics.forEach((name, value) -> means.put(name, value / passes));
            return new Outcome(loss / passes, tokens, means, harm);
        }
    }
}
