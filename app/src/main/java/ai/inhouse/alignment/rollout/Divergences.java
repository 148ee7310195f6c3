package ai.inhouse.alignment.rollout;

/// How far a policy is from its reference at a token that was sampled from it, by `k3 =
/// exp(reference - now) - (reference - now) - 1`: without bias and never negative (Schulman 2020).
public final class Divergences {
    private Divergences() {}

    /// @param now log p of the token under the policy
    /// @param reference under the frozen reference
    /// @return in nats
    public static double k3(double now, double reference) {
        double apart = reference - now;
        return Math.expm1(apart) - apart;
    }

    /// The slope of [#k3] by `now`.
    public static double k3Slope(double now, double reference) {
        return -Math.expm1(reference - now);
    }
}
