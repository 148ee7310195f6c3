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

/// What a recipe rewards, with its reward models opened.
record OpenRewards(Rewards rewards, List<RewardModel> models) implements AutoCloseable {
    static OpenRewards open(StageContext context, List<Term> terms) {
        List<RewardModel> models = new ArrayList<>();
        try {
            List<Rewards.Term> opened = new ArrayList<>();
            for (Term term : terms) {
                opened.add(new Rewards.Term(reward(context, term, models), term.weight()));
            }
            return new OpenRewards(new Rewards(opened), models);
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
                models.add(RewardModel.open(context.models().find(name), context.workers()));
                yield new ModelReward(models.getLast());
            }
        };
    }

    /// The reward model that a term means.
    static String name(StageContext context, Term.Model term) {
        return term.name()
                .or(() -> context.output(RewardStage.NAME, "model"))
                .orElseThrow(
                        () ->
                                InhouseException.badInput(
                                        "aligning by GRPO",
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
