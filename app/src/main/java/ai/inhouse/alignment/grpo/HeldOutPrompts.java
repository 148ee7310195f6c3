package ai.inhouse.alignment.grpo;

import ai.inhouse.model.Learner;
import ai.inhouse.training.Validation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a model in training earns with its likeliest answers to prompts that it does not learn
/// from.
///
/// @param prompts at least one
/// @param rollouts whose writer writes with the weights of the learner in training
public record HeldOutPrompts(List<EncodedPrompt> prompts, Rollouts rollouts) implements Validation {
    public HeldOutPrompts {
        prompts = List.copyOf(prompts);
    }

    @Override
    public Map<String, Double> measure(Learner learner) {
        Map<String, Double> figures = new TreeMap<>();
        rollouts.likeliest(prompts)
                .forEach((name, value) -> figures.put("validation_" + name, value));
        return figures;
    }
}
