package ai.inhouse.alignment.grpo;

import ai.inhouse.alignment.rollout.ClippedGain;
import ai.inhouse.alignment.rollout.Divergences;

/// The loss at one token (Shao et al. 2024, DeepSeekMath, equations 3 and 4): [ClippedGain]'s
/// negative and `beta` times the divergence from the reference.
///
/// @param klWeight beta
record GrpoLoss(ClippedGain gain, double klWeight) {
    GrpoLoss(double clip, double klWeight) {
        this(new ClippedGain(clip), klWeight);
    }

    /// @param loss of the token
    /// @param slope by `now`
    /// @param kl k3, in nats
    /// @param clipped whether the reward pushes no further
    record Value(double loss, double slope, double kl, boolean clipped) {}

    /// @param now log p of the token under the policy
    /// @param before under the policy that wrote it
    /// @param reference under the frozen reference
    Value at(double now, double before, double reference, double advantage) {
        ClippedGain.Value gained = gain.at(now, before, advantage);
        double kl = Divergences.k3(now, reference);
        return new Value(
                -gained.gain() + klWeight * kl,
                -gained.slope() + klWeight * Divergences.k3Slope(now, reference),
                kl,
                gained.clipped());
    }
}
