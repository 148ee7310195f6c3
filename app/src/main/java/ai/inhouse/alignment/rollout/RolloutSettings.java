package ai.inhouse.alignment.rollout;

/// What a model is asked in a step of learning from its own answers.
///
/// @param prompts of a step
/// @param samples answers to each prompt
/// @param mostTokens of an answer
/// @param passes optimizer steps on each step's answers
public record RolloutSettings(int prompts, int samples, int mostTokens, int passes) {
    public RolloutSettings {
        if (prompts < 1 || samples < 1 || mostTokens < 1 || passes < 1) {
            throw new IllegalArgumentException(
                    "%d prompts, %d samples, %d tokens, %d passes"
                            .formatted(prompts, samples, mostTokens, passes));
        }
    }

    public int answersPerStep() {
        return prompts * samples;
    }
}
