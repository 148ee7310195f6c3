package ai.inhouse.jobs;

import ai.inhouse.alignment.grpo.GrpoSettings;
import ai.inhouse.alignment.reward.Reward;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What a recipe says of the reward model, and of alignment beyond its preferences.
///
/// @param centering how strongly a reward model's scores are drawn to zero; 0 for not at all
/// @param grpo absent: DPO or KTO, as the preferences are
public record RecipeAlignment(double centering, Optional<Grpo> grpo) {
    /// Learning from rewarded answers of the model's own.
    ///
    /// @param prompts absent: the preferences' prompts
    /// @param learningRate absent: what suits the start
    /// @param rewards at least one
    public record Grpo(
            Optional<Path> prompts,
            GrpoSettings settings,
            OptionalDouble learningRate,
            List<Term> rewards) {
        public Grpo {
            rewards = List.copyOf(rewards);
        }

        /// The names of reward models that are rewarded by; an empty one is this recipe's own.
        List<Optional<String>> models() {
            return rewards.stream()
                    .filter(Term.Model.class::isInstance)
                    .map(term -> ((Term.Model) term).name())
                    .toList();
        }
    }

    /// Something that is rewarded.
    public sealed interface Term {
        double weight();

        /// A rule that the recipe spells out.
        record Rule(Reward rule, double weight) implements Term {}

        /// The recipe's policies.
        record Policies(double weight) implements Term {}

        /// A reward model.
        ///
        /// @param name in the workspace; absent: this recipe's
        record Model(Optional<String> name, double weight) implements Term {}
    }
}
