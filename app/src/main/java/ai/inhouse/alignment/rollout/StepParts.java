package ai.inhouse.alignment.rollout;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A step's answers in the parts that they are learned from in, and how far the policy is from its
/// reference in them.
///
/// @param <P> what is known of a part
public final class StepParts<P> {
    private final Rollout rollout;
    private final List<P> parts;
    private final double tokens;
    private double kl;

    /// @param tokens of all parts' answers
    public StepParts(Rollout rollout, List<P> parts, double tokens) {
        this.rollout = rollout;
        this.parts = List.copyOf(parts);
        this.tokens = tokens;
    }

    public Rollout rollout() {
        return rollout;
    }

    public P part(int micro) {
        return parts.get(micro);
    }

    public double tokens() {
        return tokens;
    }

    /// @param nats a part's, summed over its tokens
    public void addKl(double nats) {
        kl += nats;
    }

    /// Ends a pass over all parts.
    ///
    /// @param limit in nats a token
    /// @return why the step must not stand, if it must not
    public Optional<String> endPass(double limit) {
        double mean = kl / Math.max(tokens, 1);
        kl = 0;
        return mean <= limit
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "the model has run away from its reference: %.2f nats a token,"
                                        + " where kl_limit is %.2f (a higher kl_weight or a lower"
                                        + " learning_rate holds it)",
                                mean,
                                limit));
    }
}
