package ai.inhouse.jobs;

import ai.inhouse.alignment.PreferencePair;
import ai.inhouse.alignment.PreferenceReader;
import ai.inhouse.alignment.Preferences;
import ai.inhouse.alignment.RatedCompletion;
import ai.inhouse.alignment.grpo.EncodedPrompt;
import ai.inhouse.alignment.grpo.EngineWriter;
import ai.inhouse.alignment.grpo.GrpoBatch;
import ai.inhouse.alignment.grpo.GrpoBatches;
import ai.inhouse.alignment.grpo.GrpoObjective;
import ai.inhouse.alignment.grpo.HeldOutPrompts;
import ai.inhouse.alignment.grpo.Rollouts;
import ai.inhouse.alignment.reward.AskedPrompt;
import ai.inhouse.alignment.reward.PromptReader;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.RecipeAlignment.Grpo;
import ai.inhouse.jobs.RecipeAlignment.Term;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.Precision;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.Schedule;
import ai.inhouse.training.TrainingSettings;
import ai.inhouse.training.TrainingTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Aligns a model with rewards by GRPO, in which it learns from answers of its own.
///
/// @param start the model that it starts from, and is held to
/// @param learner the same, opened to be trained
/// @param inputs of the stage
record GrpoTraining(
        StageContext context,
        Grpo grpo,
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
        int most = learner.config().maxLength() - grpo.settings().mostTokens();
        List<EncodedPrompt> fitting = EncodedPrompt.fitting(prompts, chat, most);
        requireTwo(fitting, most);
        int heldOut = Math.clamp(Math.round(HELD_OUT * fitting.size()), 1, MOST_HELD_OUT);
        int learned = fitting.size() - heldOut;
        try (LoadedModel before = context.models().load(start);
                Learner reference =
                        Learners.full(before.weights(), Precision.fastest(), context.workers());
                OpenRewards rewards = OpenRewards.open(context, grpo.rewards())) {
            Rollouts rollouts =
                    new Rollouts(
                            grpo.settings(),
                            new EngineWriter(learner, chat.stopIds(), context.workers()),
                            ids -> tokenizer.decode(ids, true),
                            rewards.rewards(),
                            tokenizer.padding());
            GrpoBatches batches =
                    new GrpoBatches(
                            fitting.subList(0, learned), grpo.settings(), context.recipe().seed());
            TrainingTask<GrpoBatch> task =
                    new TrainingTask<>(
                            learner,
                            new GrpoObjective(rollouts, reference),
                            batches,
                            new HeldOutPrompts(fitting.subList(learned, fitting.size()), rollouts),
                            settings(batches),
                            inputs);
            return new Training(context, AlignStage.NAME)
                    .run(task, prompts.size() - fitting.size());
        }
    }

    private TrainingSettings settings(GrpoBatches batches) {
        Recipe recipe = context.recipe();
        return recipe.optimization()
                .settingsOfUnlike(
                        recipe.budgets()
                                .align()
                                .orElseThrow()
                                .steps(batches.tokensPerStep(), batches.stepsPerEpoch()),
                        new Schedule.WarmupStableDecay(
                                grpo.learningRate().orElseGet(this::usualRate), 0.03, 0.2, 0.1),
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
                    "aligning by GRPO",
                    grpo.prompts().map(Path::toString).orElse("the preferences' prompts"),
                    "%d of them fit into the %d tokens that most_tokens leaves for a prompt"
                            .formatted(fitting.size(), most),
                    "Give two or more, to learn from some and measure on others.");
        }
    }

    /// What is asked: the file's prompts, else the preferences'.
    private List<AskedPrompt> prompts() {
        return prompts(context, grpo);
    }

    static List<AskedPrompt> prompts(StageContext context, Grpo grpo) {
        if (grpo.prompts().isPresent()) {
            return PromptReader.read(grpo.prompts().get());
        }
        Preferences preferences = PreferenceReader.read(AlignStage.files(context));
        Stream<List<Message>> asked =
                Stream.concat(
                        preferences.pairs().stream().map(PreferencePair::prompt),
                        preferences.rated().stream().map(RatedCompletion::prompt));
        return asked.distinct().map(messages -> new AskedPrompt(messages, Map.of())).toList();
    }

    /// Hashes of what decides, beside the recipe, how answers are rewarded.
    static List<String> sources(StageContext context, Grpo grpo) {
        List<String> sources = new ArrayList<>();
        grpo.prompts().ifPresent(file -> sources.add(TuningData.hash(file)));
        for (Term term : grpo.rewards()) {
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
