package ai.inhouse.jobs;

import ai.inhouse.jobs.RecipeAlignment.Method.Rewarded;
import ai.inhouse.jobs.RecipeAlignment.Term;
import ai.inhouse.model.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The model that PPO learns to value answers with.
///
/// @param start the model that the policy starts from
record ValueModel(StageContext context, Rewarded rewarded, String start) {
    private static final String TOKENIZER = "tokenizer.json";

    /// Begins as the reward model where there is one of the policy's shape and tokens (Stiennon et
    /// al. 2020); else as the policy, expecting nothing.
    Tuned open() {
        Optional<String> reward = rewardModel();
        if (reward.isPresent()) {
            context.run().append("align: the value model begins as " + reward.get());
            return Tuned.open(context, reward.get());
        }
        return Tuned.valued(context, start);
    }

    private Optional<String> rewardModel() {
        Path policy = context.models().find(start);
        return rewarded.rewards().stream()
                .filter(Term.Model.class::isInstance)
                .map(term -> OpenRewards.name(context, (Term.Model) term))
                .filter(name -> isLike(policy, context.models().find(name)))
                .findFirst();
    }

    private static boolean isLike(Path policy, Path reward) {
        return ModelFolder.config(reward).equals(ModelFolder.config(policy).scored())
                && Files.exists(reward.resolve(TOKENIZER))
                && TuningData.hash(reward.resolve(TOKENIZER))
                        .equals(TuningData.hash(policy.resolve(TOKENIZER)));
    }
}
