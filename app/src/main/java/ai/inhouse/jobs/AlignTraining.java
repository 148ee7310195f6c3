package ai.inhouse.jobs;

import ai.inhouse.alignment.DpoObjective;
import ai.inhouse.alignment.EncodedPair;
import ai.inhouse.alignment.EncodedRating;
import ai.inhouse.alignment.HeldOutPreferences;
import ai.inhouse.alignment.HeldOutRatings;
import ai.inhouse.alignment.KtoBatches;
import ai.inhouse.alignment.KtoObjective;
import ai.inhouse.alignment.PreferenceBatch;
import ai.inhouse.alignment.PreferenceBatches;
import ai.inhouse.alignment.PreferenceLoss;
import ai.inhouse.alignment.Preferences;
import ai.inhouse.alignment.ReferenceFreeLoss;
import ai.inhouse.alignment.ReferenceFreeObjective;
import ai.inhouse.alignment.ReferenceScores;
import ai.inhouse.base.Hash;
import ai.inhouse.jobs.RecipeAlignment.Method;
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
    /// Each answer has a second row: its pair's other one, or the mismatched one.
    static final PreferenceBatches.Shape STEP = new PreferenceBatches.Shape(1, 8);

    /// @param method one that learns from preferences
    Training.Outcome run(Preferences.Split data, Method method) {
        return switch (method) {
            case Method.Preferences(PreferenceLoss loss) ->
                    data.learned().rated().isEmpty()
                            ? pairs(data, loss)
                            : ratings(data, loss.beta());
            case Method.ReferenceFree(ReferenceFreeLoss loss) -> alone(data, loss);
            case Method.Rewarded _ -> throw new IllegalArgumentException("it learns from rewards");
        };
    }

    /// @param left what was too long
    private record Pairs(List<EncodedPair> learned, List<EncodedPair> heldOut, int left) {}

    private Pairs pairs(Preferences.Split data) {
        List<EncodedPair> learned =
                EncodedPair.fitting(data.learned().pairs(), chat, length().most());
        List<EncodedPair> heldOut =
                EncodedPair.fitting(data.heldOut().pairs(), chat, length().most());
        length().requireSome(learned, heldOut);
        int all = data.learned().pairs().size() + data.heldOut().pairs().size();
        return new Pairs(learned, heldOut, all - learned.size() - heldOut.size());
    }

    private Training.Outcome pairs(Preferences.Split data, PreferenceLoss loss) {
        Pairs pairs = pairs(data);
        ReferenceScores before = reference("held-out", EncodedPair.rows(pairs.heldOut()));
        return train(
                new DpoObjective(loss),
                batches(pairs, reference("learned", EncodedPair.rows(pairs.learned()))),
                new HeldOutPreferences(pairs.heldOut(), before, padding, loss.isPerToken()),
                pairs.left());
    }

    private Training.Outcome alone(Preferences.Split data, ReferenceFreeLoss loss) {
        Pairs pairs = pairs(data);
        return train(
                new ReferenceFreeObjective(loss),
                batches(pairs, ReferenceScores.none(EncodedPair.rows(pairs.learned()))),
                HeldOutPreferences.alone(pairs.heldOut(), padding),
                pairs.left());
    }

    private PreferenceBatches batches(Pairs pairs, ReferenceScores reference) {
        return new PreferenceBatches(
                pairs.learned(), reference, STEP, padding, context.recipe().seed());
    }

    private Training.Outcome train(
            Objective<PreferenceBatch> objective,
            PreferenceBatches batches,
            HeldOutPreferences heldOut,
            int setAside) {
        TrainingSettings settings = settings(batches.tokensPerStep(), batches.stepsPerEpoch());
        return train(objective, batches, heldOut, settings, setAside);
    }

    private Training.Outcome ratings(Preferences.Split data, double beta) {

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
                new KtoObjective(beta),
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
                        new Schedule.Linear(
                                recipe.alignment().learningRate().orElseGet(() -> peakRate(recipe)),
                                0.1,
                                0),
                        AdamW.TUNING);
    }

    /// Alignment needs a fraction of tuning's rate: what it pushes apart, it pushes away from
    /// language too.
    private static double peakRate(Recipe recipe) {
        boolean scratch = recipe.start() instanceof Recipe.Start.Scratch;
        return recipe.adapter().isPresent() ? 1e-4 : scratch ? 5e-5 : 5e-6;
    }
}
