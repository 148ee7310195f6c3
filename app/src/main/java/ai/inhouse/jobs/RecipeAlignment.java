package ai.inhouse.jobs;

import ai.inhouse.alignment.PreferenceLoss;
import ai.inhouse.alignment.ReferenceFreeLoss;
import ai.inhouse.alignment.grpo.GrpoSettings;
import ai.inhouse.alignment.ppo.PpoSettings;
import ai.inhouse.alignment.reward.Reward;
import ai.inhouse.alignment.rollout.RolloutSettings;
import ai.inhouse.alignment.selection.Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What a recipe says of the reward model, and of how alignment learns.
///
/// @param learningRate of alignment; absent: what suits the start
public record RecipeAlignment(
        RewardModelling rewardModel, Method method, OptionalDouble learningRate) {

    /// @param centering how strongly a reward model's scores are drawn to zero; 0 for not at all
    /// @param lengthBalanced whether pairs whose longer answer was chosen count together as much as
    ///   those whose shorter one was
    public record RewardModelling(double centering, boolean lengthBalanced) {}

    /// Learning from rewarded answers of the model's own, if that is the method.
    Optional<Method.Rewarded> rewarded() {
        return Stream.of(method)
                .filter(Method.Rewarded.class::isInstance)
                .map(Method.Rewarded.class::cast)
                .findFirst();
    }

    /// How alignment learns.
    public sealed interface Method {
        /// From pairs by DPO, from ratings by KTO.
        ///
        /// @param loss of pairs; its beta is KTO's too
        record Preferences(PreferenceLoss loss) implements Method {}

        /// From pairs, by the model's own probabilities.
        record ReferenceFree(ReferenceFreeLoss loss) implements Method {}

        /// From rewarded answers of the model's own.
        ///
        /// @param prompts absent: the preferences' prompts
        /// @param rewards at least one
        /// @param gold measured on held-out prompts and never learned from; may be none
        /// @param reference whether the model as it was is held beside
        record Rewarded(
                Optional<Path> prompts,
                RolloutSettings rollout,
                List<Term> rewards,
                List<Term> gold,
                How how,
                boolean reference)
                implements Method {
            public Rewarded {
                rewards = List.copyOf(rewards);
                gold = List.copyOf(gold);
            }

            /// All that is rewarded or measured.
            List<Term> terms() {
                return Stream.concat(rewards.stream(), gold.stream()).toList();
            }
        }
    }

    /// How rewards are learned from.
    public sealed interface How {
        record Grpo(GrpoSettings settings) implements How {}

        record Ppo(PpoSettings settings) implements How {}

        /// The better answers are imitated.
        record Imitate(Selection selection) implements How {}

        record OnlineDpo(PreferenceLoss loss) implements How {}
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
        /// @param lengthFree whether what length earned on held-out pairs is taken off
        record Model(Optional<String> name, double weight, boolean lengthFree) implements Term {}
    }
}
