package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.reward.ModelReward;
import ai.inhouse.alignment.reward.PolicyReward;
import ai.inhouse.alignment.reward.Reward;
import ai.inhouse.alignment.reward.RewardModel;
import ai.inhouse.alignment.reward.Rewards;
import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.RecipeAlignment.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a recipe rewards, with its reward models opened.
///
/// @param rewards absent where nothing is rewarded
record OpenRewards(Optional<Rewards> rewards, List<RewardModel> models) implements AutoCloseable {
    static OpenRewards open(StageContext context, List<Term> terms) {
        List<RewardModel> models = new ArrayList<>();
        try {
            List<Rewards.Term> opened = new ArrayList<>();
            for (Term term : terms) {
                opened.add(new Rewards.Term(reward(context, term, models), term.weight()));
            }
            return new OpenRewards(
                    opened.isEmpty() ? Optional.empty() : Optional.of(new Rewards(opened)), models);
        } catch (RuntimeException e) {
            models.forEach(RewardModel::close);
            throw e;
        }
    }

    private static Reward reward(StageContext context, Term term, List<RewardModel> models) {
        return switch (term) {
            case Term.Rule rule -> rule.rule();
            case Term.Policies _ ->
                    new PolicyReward(
                            Policies.read(context.recipe().data().policies().orElseThrow()));
            case Term.Model named -> {
                String name = name(context, named);
                RewardModel model =
                        RewardModel.open(context.models().find(name), context.workers());
                models.add(model);
                yield new ModelReward(model, named.lengthFree() ? lengthSlope(name, model) : 0);
            }
        };
    }

    private static double lengthSlope(String name, RewardModel model) {
        return model.lengthSlope()
                .orElseThrow(
                        () ->
                                InhouseException.badInput(
                                        "taking off what length earns",
                                        name,
                                        "nobody has measured it: this reward model was not trained"
                                                + " here, or by an older version",
                                        "Leave 'length_free' out, or train it by budget.reward."));
    }

    /// The reward model that a term means.
    static String name(StageContext context, Term.Model term) {
        return term.name()
                .or(() -> context.output(RewardStage.NAME, "model"))
                .orElseThrow(
                        () ->
                                InhouseException.badInput(
                                        "aligning by rewards",
                                        context.recipe().file(),
                                        "it rewards by its own reward model, and that stage was"
                                                + " left out",
                                        "Give pairs of preferences, or name a reward model."));
    }

    @Override
    public void close() {
        models.forEach(RewardModel::close);
    }
}
