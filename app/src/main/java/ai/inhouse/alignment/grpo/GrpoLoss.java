package ai.inhouse.alignment.grpo;

/// The loss at one token (Shao et al. 2024, DeepSeekMath, equations 3 and 4): `-min(r A, clip(r, 1
/// - epsilon, 1 + epsilon) A) + beta k3`, where `r = exp(now - before)` and `k3 = exp(reference -
///   now) - (reference - now) - 1` estimates the divergence from the reference without bias and is
///   never negative (Schulman 2020).
///
/// @param clip epsilon
/// @param klWeight beta
record GrpoLoss(double clip, double klWeight) {
    /// @param loss of the token
    /// @param slope by `now`
    /// @param kl k3, in nats
    /// @param clipped whether the reward pushes no further
    record Value(double loss, double slope, double kl, boolean clipped) {}

    /// @param now log p of the token under the policy
    /// @param before under the policy that wrote it
    /// @param reference under the frozen reference
    Value at(double now, double before, double reference, double advantage) {
        double ratio = Math.exp(now - before);
        double bounded = Math.clamp(ratio, 1 - clip, 1 + clip);
        boolean clipped = bounded * advantage < ratio * advantage;
        double gained = (clipped ? bounded : ratio) * advantage;
        double apart = reference - now;
        double kl = Math.expm1(apart) - apart;
        return new Value(
                -gained + klWeight * kl,
                (clipped ? 0 : -ratio * advantage) - klWeight * Math.expm1(apart),
                kl,
                clipped);
    }
}
