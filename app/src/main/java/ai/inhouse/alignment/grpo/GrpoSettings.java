package ai.inhouse.alignment.grpo;

/// How GRPO learns. Where papers differ, TRL's names are given.
///
/// @param clip how far a token's probability ratio may move from 1 in a step's passes: `epsilon`
/// @param klWeight what a nat of divergence from the reference costs: `beta`
/// @param klLimit mean divergence in nats a token at which a step is taken back: beyond it the
///   model has lost its language
/// @param scaled whether advantages are divided by their group's standard deviation, as
///   DeepSeekMath does, or not, as Dr. GRPO: `scale_rewards`
public record GrpoSettings(double clip, double klWeight, double klLimit, boolean scaled) {
    public GrpoSettings {
        if (!(clip > 0 && klWeight >= 0 && klLimit > 0)) {
            throw new IllegalArgumentException(
                    "a clip of %s, a KL weight of %s up to %s".formatted(clip, klWeight, klLimit));
        }
    }
}
