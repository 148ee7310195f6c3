package ai.inhouse.alignment.rollout;

import ai.inhouse.alignment.reward.Answer;
import ai.inhouse.alignment.reward.Rewards;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Validation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// What a model in training earns with its likeliest answers to prompts that it does not learn
/// from.
///
/// @param prompts at least one
/// @param rollouts whose writer writes with the weights of the learner in training
/// @param gold what nothing is learned from: where it falls while the reward rises, the reward is
///   no longer what was meant (Gao et al. 2023)
public record HeldOutPrompts(List<EncodedPrompt> prompts, Rollouts rollouts, Optional<Rewards> gold)
        implements Validation {
    /// The reward that is learned from.
    public static final String REWARD = "validation_reward";

    public static final String GOLD = "validation_gold_reward";

    public HeldOutPrompts {
        prompts = List.copyOf(prompts);
    }

    @Override
    public Map<String, Double> measure(Learner learner) {
        List<Answer> answers = rollouts.likeliest(prompts);
        Map<String, Double> figures = new TreeMap<>();
        put(figures, "validation_", rollouts.rewards().earned(answers).means());
        put(figures, "validation_", Rollouts.lengths(answers));
        gold.ifPresent(judge -> put(figures, "validation_gold_", judge.earned(answers).means()));
        return figures;
    }

    private static void put(Map<String, Double> all, String prefix, Map<String, Double> figures) {
        figures.forEach((name, value) -> all.put(prefix + name, value));
    }

    @Override
    public OptionalDouble score(Map<String, Double> measured) {
        return Validation.moreIsBetter(measured, gold.isPresent() ? GOLD : REWARD);
    }
}
