package ai.inhouse.jobs;

import ai.inhouse.alignment.DpoObjective;
import ai.inhouse.alignment.EncodedPair;
import ai.inhouse.alignment.EncodedRating;
import ai.inhouse.alignment.HeldOutPreferences;
import ai.inhouse.alignment.HeldOutRatings;
import ai.inhouse.alignment.KtoBatches;
import ai.inhouse.alignment.KtoObjective;
import ai.inhouse.alignment.PreferenceBatches;
import ai.inhouse.alignment.PreferenceLoss;
import ai.inhouse.alignment.Preferences;
import ai.inhouse.alignment.ReferenceScores;
import ai.inhouse.base.Hash;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.tokens.Chat;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.BatchSource;
import ai.inhouse.training.Objective;
import ai.inhouse.training.Schedule;
import ai.inhouse.training.TrainingSettings;
import ai.inhouse.training.TrainingTask;
import ai.inhouse.training.Validation;
import java.nio.file.Path;
import java.util.List;

/// Aligns a model with what people said: by DPO where they chose between two answers, by KTO where
/// they rated single ones. Where a recipe names both, each pair counts as two ratings.
///
/// @param learner the model, as yet the reference too
/// @param model hash of its weights
/// @param inputs of the stage
record AlignTraining(
        StageContext context,
        DecoderLearner learner,
        Hash model,
        Chat chat,
        int padding,
        Hash inputs) {
    private static final double BETA = 0.1;

    /// Each answer has a second row: its pair's other one, or the mismatched one.
    static final PreferenceBatches.Shape STEP = new PreferenceBatches.Shape(1, 8);

    Training.Outcome run(Preferences.Split data) {
        return data.learned().rated().isEmpty() ? pairs(data) : ratings(data);
    }

    private Training.Outcome pairs(Preferences.Split data) {
        List<EncodedPair> learned =
                EncodedPair.fitting(data.learned().pairs(), chat, length().most());
        List<EncodedPair> heldOut =
                EncodedPair.fitting(data.heldOut().pairs(), chat, length().most());
        length().requireSome(learned, heldOut);
        PreferenceBatches batches =
                new PreferenceBatches(
                        learned,
                        reference("learned", EncodedPair.rows(learned)),
                        STEP,
                        padding,
                        context.recipe().seed());
        ReferenceScores before = reference("held-out", EncodedPair.rows(heldOut));
        return train(
                new DpoObjective(new PreferenceLoss.Sigmoid(BETA)),
                batches,
                new HeldOutPreferences(heldOut, before, padding),
                settings(batches.tokensPerStep(), batches.stepsPerEpoch()),
                data.learned().pairs().size()
                        - learned.size()
                        + data.heldOut().pairs().size()
                        - heldOut.size());
    }

    private Training.Outcome ratings(Preferences.Split data) {
        List<EncodedRating> learned =
                EncodedRating.fitting(data.learned().ratings(), chat, length().most());
        List<EncodedRating> heldOut =
                EncodedRating.fitting(data.heldOut().ratings(), chat, length().most());
        length().requireSome(learned, heldOut.stream().filter(EncodedRating::good).toList());
        length().requireSome(learned, heldOut.stream().filter(rating -> !rating.good()).toList());
        KtoBatches batches =
                new KtoBatches(
                        learned,
                        reference("learned", EncodedRating.rows(learned)),
                        STEP,
                        padding,
                        context.recipe().seed());
        ReferenceScores before = reference("held-out", EncodedRating.rows(heldOut));
        return train(
                new KtoObjective(BETA),
                batches,
                new HeldOutRatings(heldOut, before, padding),
                settings(batches.tokensPerStep(), batches.stepsPerEpoch()),
                data.learned().ratings().size()
                        - learned.size()
                        + data.heldOut().ratings().size()
                        - heldOut.size());
    }

    private <B> Training.Outcome train(
            Objective<B> objective,
            BatchSource<B> batches,
            Validation validation,
            TrainingSettings settings,
            int setAside) {
        TrainingTask<B> task =
                new TrainingTask<>(learner, objective, batches, validation, settings, inputs);
        return new Training(context, AlignStage.NAME).run(task, setAside);
    }

    private PairLength length() {
        return new PairLength(context, learner.config());
    }

    private ReferenceScores reference(String name, List<Chat.Encoded> rows) {
        Path file =
                context.run()
                        .checkpoints(AlignStage.NAME)
                        .resolveSibling("align-reference-" + name + ".json");
        return ReferenceScores.stored(file, learner, model, rows, padding, context.progress());
    }

    private TrainingSettings settings(long tokensPerStep, long stepsPerEpoch) {
        Recipe recipe = context.recipe();
        return recipe.optimization()
                .settingsOfUnlike(
                        recipe.budgets().align().orElseThrow().steps(tokensPerStep, stepsPerEpoch),
                        new Schedule.Linear(peakRate(recipe), 0.1, 0),
                        AdamW.TUNING);
    }

    /// Alignment needs a fraction of tuning's rate: what it pushes apart, it pushes away from
    /// language too.
    private static double peakRate(Recipe recipe) {
        boolean scratch = recipe.start() instanceof Recipe.Start.Scratch;
        return recipe.adapter().isPresent() ? 1e-4 : scratch ? 5e-5 : 5e-6;
    }
}
