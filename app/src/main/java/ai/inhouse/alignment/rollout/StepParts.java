package ai.inhouse.alignment.rollout;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /// Counts a part's sums towards the pass.
    ///
    /// @param referenced whether there is a reference that its divergence is known from
    /// @return their share in the means over the step's tokens
    public Map<String, Double> figures(TokenSums part, boolean referenced) {
        kl += part.kl();
        Map<String, Double> figures = new HashMap<>();
        if (referenced) {
            figures.put("kl_nats", part.kl() / tokens);
        }
        figures.put("entropy_nats", part.entropy() / tokens);
        figures.put("clipped", part.clipped() / tokens);
        return figures;
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
