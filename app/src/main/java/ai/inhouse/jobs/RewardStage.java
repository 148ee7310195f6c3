package ai.inhouse.jobs;

import ai.inhouse.alignment.EncodedPair;
import ai.inhouse.alignment.PreferenceBatches;
import ai.inhouse.alignment.Preferences;
import ai.inhouse.alignment.reward.RewardBatch;
import ai.inhouse.alignment.reward.RewardBatches;
import ai.inhouse.alignment.reward.RewardObjective;
import ai.inhouse.base.Hash;
import ai.inhouse.evaluation.HeldOutRewards;
import ai.inhouse.jobs.RecipeAlignment.RewardModelling;
import ai.inhouse.jobs.StageContext.Made;
import ai.inhouse.model.Weights;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.Schedule;
import ai.inhouse.training.TrainingSettings;
import ai.inhouse.training.TrainingTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Teaches a copy of the model to score answers as people would choose between them.
final class RewardStage implements Stage {
    static final String NAME = "reward";

    private static final String VERSION = "2";
    static final PreferenceBatches.Shape STEP = new PreferenceBatches.Shape(1, 8);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        if (AlignStage.files(context).isEmpty()) {
            return Optional.of("the recipe names no preferences, and nobody has reviewed answers");
        }
        Preferences.Split split = AlignStage.split(context);
        return split.learned().pairs().isEmpty() || split.heldOut().pairs().isEmpty()
                ? Optional.of("its preferences have too few pairs, to learn from and to measure on")
                : Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        Recipe recipe = context.recipe();
        List<String> inputs = new ArrayList<>();
        inputs.add(VERSION);
        inputs.addAll(AlignStage.sources(context));
        inputs.add(recipe.budgets().reward().toString());
        inputs.add(recipe.alignment().rewardModel().toString());
        inputs.add(recipe.adapter().toString());
        inputs.add(recipe.length().toString());
        inputs.add(recipe.optimization().inputs());
        inputs.add("seed %d, %d workers".formatted(recipe.seed(), context.workers()));
        return inputs;
    }

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return context.holds(outputs);
    }

    @Override
    public Result run(StageContext context) {
        Made start = AlignStage.start(context).orElseThrow();
        Path origin = context.workspace().model(start.model());
        try (Tokenizer tokenizer = Tokenizers.load(origin);
                Tuned model = Tuned.scored(context, start.model())) {
            Training.Outcome outcome =
                    train(context, model, OpenModel.chat(origin, tokenizer), tokenizer.padding());
            try (Weights weights = model.learner().mergedWeights()) {
                return new Training(context, NAME)
                        .save(
                                outcome,
                                context.recipe().name() + "-reward",
                                weights,
                                origin,
                                AlignStage.sources(context));
            }
        }
    }

    private Training.Outcome train(StageContext context, Tuned model, Chat chat, int padding) {
        RewardModelling options = context.recipe().alignment().rewardModel();
        Preferences.Split data = AlignStage.split(context);
        PairLength length = new PairLength(context, model.config());
        List<EncodedPair> learned =
                EncodedPair.fitting(data.learned().pairs(), chat, length.most());
        List<EncodedPair> heldOut =
                EncodedPair.fitting(data.heldOut().pairs(), chat, length.most());
        length.requireSome(learned, heldOut);
        RewardBatches batches =
                new RewardBatches(
                        learned, STEP, padding, context.recipe().seed(), options.lengthBalanced());
        TrainingSettings settings =
                context.recipe()
                        .optimization()
                        .settingsOfUnlike(
                                context.recipe()
                                        .budgets()
                                        .reward()
                                        .orElseThrow()
                                        .steps(batches.tokensPerStep(), batches.stepsPerEpoch()),
                                new Schedule.Linear(peakRate(context.recipe()), 0.1, 0),
                                AdamW.TUNING);
        TrainingTask<RewardBatch> task =
                new TrainingTask<>(
                        model.learner(),
                        new RewardObjective(options.centering()),
                        batches,
                        new HeldOutRewards(heldOut, padding),
                        settings,
                        Hash.ofParts(inputs(context)));
        int tooLong =
                data.learned().pairs().size()
                        - learned.size()
                        + data.heldOut().pairs().size()
                        - heldOut.size();
        return new Training(context, NAME).run(task, tooLong);
    }

    /// The head is new, and nothing that the model writes can be spoiled: more than alignment
    /// bears.
    private static double peakRate(Recipe recipe) {
        boolean whole = recipe.adapter().isEmpty() && recipe.start() instanceof Recipe.Start.Base;
        return whole ? 2e-5 : 3e-4;
    }
}
