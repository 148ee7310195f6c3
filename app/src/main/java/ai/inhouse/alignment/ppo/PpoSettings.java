package ai.inhouse.alignment.ppo;

import java.util.OptionalDouble;

/// How PPO learns.
///
/// @param clip how far a token's probability ratio may move from 1 in a step's passes
/// @param valueClip how far a value may move from what it was in a step's passes
/// @param discount what a token later counts: `gamma`
/// @param lambda between a step's own surprise (0) and all that came after it (1)
/// @param klWeight what a nat of divergence from the reference costs, at the beginning: `beta`
/// @param klTarget the divergence in nats a token that the weight is steered to; absent: it stays
/// @param klLimit mean divergence in nats a token at which a step is taken back
/// @param valueRate the value model's learning rate by the policy's
public record PpoSettings(
        double clip,
        double valueClip,
        double discount,
        double lambda,
        double klWeight,
        OptionalDouble klTarget,
        double klLimit,
        double valueRate) {
    public PpoSettings {
        boolean sane =
                clip > 0
                        && valueClip > 0
                        && discount > 0
                        && discount <= 1
                        && lambda >= 0
                        && lambda <= 1
                        && klWeight >= 0
                        && klTarget.orElse(1) > 0
                        && klLimit > 0
                        && valueRate > 0;
        if (!sane) {
            throw new IllegalArgumentException("no such settings of PPO");
        }
    }
}
