package ai.inhouse.alignment.rollout;

/// What a policy's pass over some answers' tokens comes to, summed over the tokens.
public final class TokenSums {
    private double kl;
    private double entropy;
    private double clipped;

    /// @param now log p of a token under the policy
    /// @param nats its divergence from the reference
    /// @param isClipped whether its reward pushes no further
    public void add(double now, double nats, boolean isClipped) {
        kl += nats;
        entropy -= now;
        clipped += isClipped ? 1 : 0;
    }

    double kl() {
        return kl;
    }

    double entropy() {
        return entropy;
    }

    double clipped() {
        return clipped;
    }
}
