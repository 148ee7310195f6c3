package ai.inhouse.jobs;

import ai.inhouse.alignment.DpoObjective;
import ai.inhouse.alignment.EncodedPair;
import ai.inhouse.alignment.HeldOutPreferences;
import ai.inhouse.alignment.PreferenceBatch;
import ai.inhouse.alignment.PreferenceBatches;
import ai.inhouse.alignment.PreferenceLoss;
import ai.inhouse.alignment.PreferencePair;
import ai.inhouse.alignment.PreferenceReader;
import ai.inhouse.alignment.ReferenceScores;
import ai.inhouse.base.Hash;
import ai.inhouse.jobs.StageContext.Made;
import ai.inhouse.model.DecoderLearner;
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

/// Moves the model towards what people preferred, by DPO against the model as it was.
final class AlignStage implements Stage {
    static final String NAME = "align";

    private static final String VERSION = "1";
    private static final double BETA = 0.1;
    private static final int PAIRS_A_STEP = 8;

    /// The last third of the preferences is kept to measure with.
    private static final double LEARNED = 0.65;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        Recipe recipe = context.recipe();
        if (recipe.budgets().align().isEmpty()) {
            return Optional.of("the recipe has no budget for it");
        }
        return recipe.data().preferences().isEmpty()
                ? Optional.of("the recipe names no preferences")
                : Optional.empty();
    }

    /// The model that alignment starts from, and is held against.
    static Optional<Made> start(StageContext context) {
        return context.latest(TuneStage.NAME, PretrainStage.NAME, ImportStage.NAME);
    }

    static List<PreferencePair> heldOut(Recipe recipe) {
        List<PreferencePair> all = pairs(recipe);
        return all.subList(split(all), all.size());
    }

    private static List<PreferencePair> learned(Recipe recipe) {
        List<PreferencePair> all = pairs(recipe);
        return all.subList(0, split(all));
    }

    private static int split(List<PreferencePair> all) {
        return (int) Math.ceil(LEARNED * all.size());
    }

    private static List<PreferencePair> pairs(Recipe recipe) {
        return recipe.data()
                .preferences()
                .map(file -> PreferenceReader.read(file).pairs())
                .orElse(List.of());
    }

    @Override
    public List<String> inputs(StageContext context) {
        Recipe recipe = context.recipe();
        List<String> inputs = new ArrayList<>();
        inputs.add(VERSION);
        inputs.addAll(sources(context));
        inputs.add(recipe.budgets().align().toString());
        inputs.add(recipe.adapter().toString());
        inputs.add("seed %d, %d workers".formatted(recipe.seed(), context.workers()));
        return inputs;
    }

    /// The model that it starts from, and the preferences.
    private static List<String> sources(StageContext context) {
        return List.of(
                start(context).map(Made::weights).orElse(""),
                context.recipe().data().preferences().map(TuningData::hash).orElse(""));
    }

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return context.holds(outputs);
    }

    @Override
    public Result run(StageContext context) {
        Made start = start(context).orElseThrow();
        Path origin = context.workspace().model(start.model());
        try (Tokenizer tokenizer = Tokenizers.load(origin);
                Tuned model = Tuned.open(context, start.model())) {
            DecoderLearner learner = model.learner();
            Preferences preferences =
                    new Preferences(
                            context,
                            new Hash(start.weights()),
                            OpenModel.chat(origin, tokenizer),
                            tokenizer.padding());
            Training.Outcome outcome = train(context, learner, preferences);
            model.saveAdapter(context, start.model(), model(context));
            try (Weights weights = learner.mergedWeights()) {
                return new Training(context, NAME)
                        .save(outcome, model(context), weights, origin, sources(context));
            }
        }
    }

    private Training.Outcome train(
            StageContext context, DecoderLearner learner, Preferences preferences) {
        Recipe recipe = context.recipe();
        List<EncodedPair> learned = preferences.encoded(learned(recipe));
        PreferenceBatches batches =
                new PreferenceBatches(
                        learned,
                        preferences.reference("learned", learner, learned),
                        new PreferenceBatches.Shape(1, PAIRS_A_STEP),
                        preferences.padding(),
                        recipe.seed());
        List<EncodedPair> heldOut = preferences.encoded(heldOut(recipe));
        HeldOutPreferences validation =
                new HeldOutPreferences(
                        heldOut,
                        preferences.reference("held-out", learner, heldOut),
                        preferences.padding());
        TrainingSettings settings =
                TrainingSettings.of(
                        recipe.budgets()
                                .align()
                                .orElseThrow()
                                .steps(
                                        PAIRS_A_STEP * 2L * learned.getFirst().length(),
                                        batches.stepsPerEpoch()),
                        new Schedule.Linear(peakRate(recipe), 0.1, 0),
                        AdamW.TUNING);
        TrainingTask<PreferenceBatch> task =
                new TrainingTask<>(
                        learner,
                        new DpoObjective(new PreferenceLoss.Sigmoid(BETA)),
                        batches,
                        validation,
                        settings,
                        Hash.ofParts(inputs(context)));
        return new Training(context, NAME).run(task);
    }

    /// DPO needs a fraction of tuning's rate: what it pushes apart, it pushes away from language
    /// too.
    private static double peakRate(Recipe recipe) {
        boolean scratch = recipe.start() instanceof Recipe.Start.Scratch;
        return recipe.adapter().isPresent() ? 1e-4 : scratch ? 5e-5 : 5e-6;
    }

    /// The pairs as this model reads them.
    private record Preferences(StageContext context, Hash model, Chat chat, int padding) {
        List<EncodedPair> encoded(List<PreferencePair> pairs) {
            return pairs.stream().map(pair -> EncodedPair.of(pair, chat)).toList();
        }

        ReferenceScores reference(String name, DecoderLearner learner, List<EncodedPair> pairs) {
            Path file =
                    context.run()
                            .checkpoints(NAME)
                            .resolveSibling("align-reference-" + name + ".json");
            return ReferenceScores.stored(file, learner, model, pairs, padding, context.progress());
        }
    }

    private static String model(StageContext context) {
        return context.recipe().name() + "-aligned";
    }
}
