package ai.inhouse.alignment.grpo;

/// How GRPO samples and learns. Where papers differ, TRL's names are given.
///
/// @param prompts of a step
/// @param samples answers to each prompt, its group: TRL's `num_generations`
/// @param mostTokens of an answer
/// @param clip how far a token's probability ratio may move from 1 in a step's passes: `epsilon`
/// @param klWeight what a nat of divergence from the reference costs: `beta`
/// @param klLimit mean divergence in nats a token at which training stops: beyond it the model has
///   lost its language
/// @param scaled whether advantages are divided by their group's standard deviation, as
///   DeepSeekMath does, or not, as Dr. GRPO: `scale_rewards`
/// @param passes optimizer steps on each step's answers: `num_iterations`
public record GrpoSettings(
        int prompts,
        int samples,
        int mostTokens,
        double clip,
        double klWeight,
        double klLimit,
        boolean scaled,
        int passes) {
    public GrpoSettings {
        if (prompts < 1 || samples < 2 || mostTokens < 1 || passes < 1) {
            throw new IllegalArgumentException(
                    "%d prompts, %d samples, %d tokens, %d passes"
                            .formatted(prompts, samples, mostTokens, passes));
        }
        if (!(clip > 0 && klWeight >= 0 && klLimit > 0)) {
            throw new IllegalArgumentException(
                    "a clip of %s, a KL weight of %s up to %s".formatted(clip, klWeight, klLimit));
        }
    }

    int answersPerStep() {
        return prompts * samples;
    }
}
