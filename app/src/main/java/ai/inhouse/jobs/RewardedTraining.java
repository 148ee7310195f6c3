package ai.inhouse.jobs;

import ai.inhouse.alignment.PreferencePair;
import ai.inhouse.alignment.PreferenceReader;
import ai.inhouse.alignment.Preferences;
import ai.inhouse.alignment.RatedCompletion;
import ai.inhouse.alignment.grpo.GrpoObjective;
import ai.inhouse.alignment.ppo.ActorCritic;
import ai.inhouse.alignment.ppo.PpoObjective;
import ai.inhouse.alignment.ppo.PpoSettings;
import ai.inhouse.alignment.reward.AskedPrompt;
import ai.inhouse.alignment.reward.PromptReader;
import ai.inhouse.alignment.rollout.EncodedPrompt;
import ai.inhouse.alignment.rollout.EngineWriter;
import ai.inhouse.alignment.rollout.HeldOutPrompts;
import ai.inhouse.alignment.rollout.RolloutBatch;
import ai.inhouse.alignment.rollout.RolloutBatches;
import ai.inhouse.alignment.rollout.Rollouts;
import ai.inhouse.alignment.selection.OnlineDpoObjective;
import ai.inhouse.alignment.selection.SelectionObjective;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.RecipeAlignment.How;
import ai.inhouse.jobs.RecipeAlignment.Method.Rewarded;
import ai.inhouse.jobs.RecipeAlignment.Term;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learner;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.Objective;
import ai.inhouse.training.Schedule;
import ai.inhouse.training.TrainingSettings;
import ai.inhouse.training.TrainingTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Aligns a model with rewards, in which it learns from answers of its own.
///
/// @param start the model that it starts from, and is held to
/// @param learner the same, opened to be trained
/// @param inputs of the stage
record RewardedTraining(
        StageContext context,
        Rewarded rewarded,
        String start,
        DecoderLearner learner,
        Tokenizer tokenizer,
        Chat chat,
        Hash inputs) {
    /// Prompts that are measured on and not learned from: a fifth, and no more than are soon
    /// answered.
    private static final double HELD_OUT = 0.2;

    private static final int MOST_HELD_OUT = 64;

    Training.Outcome run() {
        List<AskedPrompt> prompts = prompts();
        int most = learner.config().maxLength() - rewarded.rollout().mostTokens();
        List<EncodedPrompt> fitting = EncodedPrompt.fitting(prompts, chat, most);
        requireTwo(fitting, most);
        int heldOut = heldOut(fitting.size());
        int learned = fitting.size() - heldOut;
        try (EngineWriter writer = new EngineWriter(learner, chat.stopIds(), context.workers());
                OpenRewards rewards = OpenRewards.open(context, rewarded.rewards());
                OpenRewards gold = OpenRewards.open(context, rewarded.gold());
                FrozenModel reference = FrozenModel.open(context, start, rewarded.reference())) {
            Rollouts rollouts =
                    new Rollouts(
                            rewarded.rollout(),
                            writer,
                            ids -> tokenizer.decode(ids, true),
                            rewards.rewards().orElseThrow(),
                            tokenizer.padding());
            Run run =
                    new Run(
                            new RolloutBatches(
                                    fitting.subList(0, learned),
                                    rewarded.rollout(),
                                    context.recipe().seed()),
                            new HeldOutPrompts(
                                    fitting.subList(learned, fitting.size()),
                                    rollouts,
                                    gold.rewards()),
                            prompts.size() - fitting.size());
            return train(rollouts, reference, run);
        }
    }

    /// Of so many prompts.
    static int heldOut(int prompts) {
        return Math.clamp(Math.round(HELD_OUT * prompts), 1, MOST_HELD_OUT);
    }

    /// @param setAside prompts that were too long
    private record Run(RolloutBatches batches, HeldOutPrompts heldOut, int setAside) {}

    private Training.Outcome train(Rollouts rollouts, FrozenModel reference, Run run) {
        return switch (rewarded.how()) {
            case How.Grpo(var settings) ->
                    train(learner, new GrpoObjective(rollouts, settings, reference.learner()), run);
            case How.Ppo(var settings) -> ppo(rollouts, settings, reference, run);
            case How.Imitate(var selection) ->
                    train(learner, new SelectionObjective(rollouts, selection), run);
            case How.OnlineDpo(var loss) ->
                    train(
                            learner,
                            new OnlineDpoObjective(
                                    rollouts, loss, reference.learner().orElseThrow()),
                            run);
        };
    }

    private Training.Outcome ppo(
            Rollouts rollouts, PpoSettings settings, FrozenModel reference, Run run) {
        try (Tuned critic = new ValueModel(context, rewarded, start).open();
                ActorCritic both = new ActorCritic(learner, critic.learner(), settings)) {
            return train(
                    both, new PpoObjective(rollouts, settings, both, reference.learner()), run);
        }
    }

    private Training.Outcome train(Learner trained, Objective<RolloutBatch> objective, Run run) {
        TrainingTask<RolloutBatch> task =
                new TrainingTask<>(
                        trained,
                        objective,
                        run.batches(),
                        run.heldOut(),
                        settings(run.batches()),
                        inputs);
        return new Training(context, AlignStage.NAME).run(task, run.setAside());
    }

    private TrainingSettings settings(RolloutBatches batches) {
        Recipe recipe = context.recipe();
        return recipe.optimization()
                .settingsOfDrifting(
                        recipe.budgets()
                                .align()
                                .orElseThrow()
                                .steps(batches.tokensPerStep(), batches.stepsPerEpoch()),
                        new Schedule.WarmupStableDecay(
                                recipe.alignment().learningRate().orElseGet(this::usualRate),
                                0.03,
                                0.2,
                                0.1),
                        AdamW.TUNING);
    }

    private double usualRate() {
        Recipe recipe = context.recipe();
        boolean scratch = recipe.start() instanceof Recipe.Start.Scratch;
        return recipe.adapter().isPresent() || scratch ? 1e-4 : 1e-5;
    }

    private void requireTwo(List<EncodedPrompt> fitting, int most) {
        if (fitting.size() < 2) {
            throw InhouseException.badInput(
                    "aligning by rewards",
                    rewarded.prompts().map(Path::toString).orElse("the preferences' prompts"),
                    "%d of them fit into the %d tokens that most_tokens leaves for a prompt"
                            .formatted(fitting.size(), most),
                    "Give two or more, to learn from some and measure on others.");
        }
    }

    /// What is asked: the file's prompts, else the preferences'.
    private List<AskedPrompt> prompts() {
        return prompts(context, rewarded);
    }

    static List<AskedPrompt> prompts(StageContext context, Rewarded rewarded) {
        if (rewarded.prompts().isPresent()) {
            return PromptReader.read(rewarded.prompts().get());
        }
        Preferences preferences = PreferenceReader.read(AlignStage.files(context));
        Stream<List<Message>> asked =
                Stream.concat(
                        preferences.pairs().stream().map(PreferencePair::prompt),
                        preferences.rated().stream().map(RatedCompletion::prompt));
        return asked.distinct().map(messages -> new AskedPrompt(messages, Map.of())).toList();
    }

    /// Hashes of what decides, beside the recipe, how answers are rewarded.
    static List<String> sources(StageContext context, Rewarded rewarded) {
        List<String> sources = new ArrayList<>();
        rewarded.prompts().ifPresent(file -> sources.add(TuningData.hash(file)));
        for (Term term : rewarded.terms()) {
            switch (term) {
                case Term.Rule _ -> {}
                case Term.Policies _ ->
                        context.recipe()
                                .data()
                                .policies()
                                .ifPresent(file -> sources.add(TuningData.hash(file)));
                case Term.Model model ->
                        sources.add(
                                context.models()
                                        .weightsHash(OpenRewards.name(context, model))
                                        .hex());
            }
        }
        return sources;
    }
}
