package ai.inhouse.alignment.rollout;

/// What a policy gains at one token (Schulman et al. 2017, equation 7): `min(r A, clip(r, 1 -
/// epsilon, 1 + epsilon) A)` with `r = exp(now - before)`. It rises no further where the policy has
/// already moved far enough.
///
/// @param clip epsilon
public record ClippedGain(double clip) {
    /// @param slope by `now`
    /// @param clipped whether it rises no further
    public record Value(double gain, double slope, boolean clipped) {}

    /// @param now log p of the token under the policy
    /// @param before under the policy that wrote it
    public Value at(double now, double before, double advantage) {
        double ratio = Math.exp(now - before);
        double bounded = Math.clamp(ratio, 1 - clip, 1 + clip);
        boolean clipped = bounded * advantage < ratio * advantage;
        return clipped
                ? new Value(bounded * advantage, 0, true)
                : new Value(ratio * advantage, ratio * advantage, false);
    }
}
