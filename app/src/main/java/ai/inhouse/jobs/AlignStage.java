package ai.inhouse.jobs;

import ai.inhouse.alignment.PreferencePair;
import ai.inhouse.alignment.PreferenceReader;
import ai.inhouse.alignment.Preferences;
import ai.inhouse.base.Hash;
import ai.inhouse.jobs.StageContext.Made;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Weights;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Moves the model towards what people preferred, or towards what earns rewards, against the model
/// as it was.
final class AlignStage implements Stage {
    static final String NAME = "align";

    private static final String VERSION = "3";

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
        if (recipe.alignment().rewarded().isPresent()) {
            return Optional.empty();
        }
        if (files(context).isEmpty()) {
            return Optional.of("the recipe names no preferences, and nobody has reviewed answers");
        }
        return split(context).isEnough()
                ? Optional.empty()
                : Optional.of("too few answers were reviewed to learn from some and keep others");
    }

    /// The model that alignment starts from, and is held against.
    static Optional<Made> start(StageContext context) {
        return context.latest(TuneStage.NAME, PretrainStage.NAME, ImportStage.NAME);
    }

    /// What is learned from, and what is measured with.
    static Preferences.Split split(List<Path> files) {
        return PreferenceReader.read(files).split(LEARNED);
    }

    /// Of the recipe's preferences and of the reviewers', some are learned from.
    static Preferences.Split split(StageContext context) {
        List<Preferences> sources =
                Stream.of(context.recipe().data().preferences(), ReviewsStage.preferences(context))
                        .map(PreferenceReader::read)
                        .toList();
        return Preferences.split(sources, LEARNED);
    }

    /// The files of both.
    static List<Path> files(StageContext context) {
        List<Path> files = new ArrayList<>(context.recipe().data().preferences());
        files.addAll(ReviewsStage.preferences(context));
        return files;
    }

    static List<PreferencePair> heldOut(StageContext context) {
        return split(context).heldOut().pairs();
    }

    @Override
    public List<String> inputs(StageContext context) {
        Recipe recipe = context.recipe();
        List<String> inputs = new ArrayList<>();
        inputs.add(VERSION);
        inputs.addAll(sources(context));
        inputs.add(recipe.budgets().align().toString());
        inputs.add(recipe.adapter().toString());
        inputs.add(recipe.length().toString());
        inputs.add(recipe.optimization().inputs());
        inputs.add("seed %d, %d workers".formatted(recipe.seed(), context.workers()));
        inputs.add(recipe.alignment().method().toString());
        inputs.add(recipe.alignment().learningRate().toString());
        recipe.alignment()
                .rewarded()
                .ifPresent(r -> inputs.addAll(RewardedTraining.sources(context, r)));
        return inputs;
    }

    /// The model that it starts from, and the preferences.
    static List<String> sources(StageContext context) {
        List<String> sources = new ArrayList<>();
        sources.add(start(context).map(Made::weights).orElse(""));
        files(context).forEach(file -> sources.add(TuningData.hash(file)));
        return sources;
    }

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return context.holds(outputs);
    }

    @Override
    public Result run(StageContext context) {
        files(context)
                .forEach(
                        file ->
                                context.run()
                                        .appendSetAside(
                                                file, PreferenceReader.read(file).setAside()));
        Made start = start(context).orElseThrow();
        Path origin = context.workspace().model(start.model());
        try (Tokenizer tokenizer = Tokenizers.load(origin);
                Tuned model = Tuned.open(context, start.model())) {
            DecoderLearner learner = model.learner();
            Training.Outcome outcome =
                    train(context, start, learner, tokenizer, OpenModel.chat(origin, tokenizer));
            model.saveAdapter(context, start.model(), model(context), madeFrom(context));
            try (Weights weights = learner.mergedWeights()) {
                Result result =
                        new Training(context, NAME)
                                .save(outcome, model(context), weights, origin, madeFrom(context));
                return context.recipe().alignment().rewarded().isPresent()
                        ? withFindings(context, result)
                        : result;
            }
        }
    }

    private Training.Outcome train(
            StageContext context,
            Made start,
            DecoderLearner learner,
            Tokenizer tokenizer,
            Chat chat) {
        Hash inputs = Hash.ofParts(inputs(context));
        Optional<RecipeAlignment.Method.Rewarded> rewarded =
                context.recipe().alignment().rewarded();
        if (rewarded.isPresent()) {
            return new RewardedTraining(
                            context,
                            rewarded.get(),
                            start.model(),
                            learner,
                            tokenizer,
                            chat,
                            inputs)
                    .run();
        }
        return new AlignTraining(
                        context,
                        learner,
                        new Hash(start.weights()),
                        chat,
                        tokenizer.padding(),
                        inputs)
                .run(split(context), context.recipe().alignment().method());
    }

    private static List<String> madeFrom(StageContext context) {
        List<String> sources = new ArrayList<>(sources(context));
        context.recipe()
                .alignment()
                .rewarded()
                .ifPresent(r -> sources.addAll(RewardedTraining.sources(context, r)));
        return sources;
    }

    private static Result withFindings(StageContext context, Result result) {
        List<String> findings = new RunFindings(context.run()).sentences();
        if (findings.isEmpty()) {
            return result;
        }
        findings.forEach(finding -> context.run().append(NAME + ": " + finding));
        Map<String, Object> outputs = new LinkedHashMap<>(result.outputs());
        outputs.put("warnings", findings);
        return new Result(result.message() + "; " + String.join("; ", findings), outputs);
    }

    private static String model(StageContext context) {
        return context.recipe().name() + "-aligned";
    }
}
