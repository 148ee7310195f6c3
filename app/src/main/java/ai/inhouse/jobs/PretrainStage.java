package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.jobs.Recipe.Start;
import ai.inhouse.jobs.StageContext.Made;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;
import ai.inhouse.tokens.TokenRun;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.Depth;
import ai.inhouse.training.MixedBatch;
import ai.inhouse.training.Mixture;
import ai.inhouse.training.Muon;
import ai.inhouse.training.PretrainBatches;
import ai.inhouse.training.Schedule;
import ai.inhouse.training.TrainingSettings;
import ai.inhouse.training.TrainingTask;
import ai.inhouse.training.UpdateRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Learns the language of the documents: from scratch, or continued on a base model.
final class PretrainStage implements Stage {
    static final String NAME = "pretrain";

    private static final String VERSION = "2";

    /// A base model is moved gently: a tenth of a usual peak, so that it keeps what it knows.
    private static final Schedule CONTINUED = new Schedule.Cosine(1.2e-4, 0.05, 0.1);

    private static final PretrainBatches.Shape CONTINUED_SHAPE =
            new PretrainBatches.Shape(1, 8, 256);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        boolean continued = context.recipe().start() instanceof Start.Base;
        return continued && context.recipe().budgets().pretrain().isEmpty()
                ? Optional.of("the recipe has no budget for it")
                : Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        Recipe recipe = context.recipe();
        List<String> inputs = new ArrayList<>();
        inputs.add(VERSION);
        inputs.addAll(sources(context));
        inputs.add(Mixing.inputs(context));
        inputs.add(plan(recipe).toString());
        inputs.add(recipe.budgets().pretrain().toString());
        inputs.add("muon %s".formatted(recipe.optimization().muon()));
        inputs.add(recipe.optimization().inputs());
        inputs.add("seed %d, %d workers".formatted(recipe.seed(), context.workers()));
        inputs.addAll(Canaries.inputs(context));
        return inputs;
    }

    /// The corpus, and the base's weights or the tokenizer.
    private static List<String> sources(StageContext context) {
        return List.of(
                CorpusStage.version(context),
                context.latest(ImportStage.NAME)
                        .map(Made::weights)
                        .orElseGet(() -> context.required("tokenizer", "hash")));
    }

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return context.holds(outputs);
    }

    /// How it is trained.
    record Plan(PretrainBatches.Shape shape, Schedule schedule, Optional<Depth> depth) {}

    static Plan plan(Recipe recipe) {
        return switch (recipe.start()) {
            case Start.Scratch scratch -> {
                Depth depth = new Depth(scratch.depth());
                yield new Plan(
                        reshaped(depth.batch(), recipe), depth.schedule(), Optional.of(depth));
            }
            case Start.Base base ->
                    new Plan(reshaped(CONTINUED_SHAPE, recipe), CONTINUED, Optional.empty());
        };
    }

    /// The same number of tokens in a step, in rows of the recipe's length.
    private static PretrainBatches.Shape reshaped(PretrainBatches.Shape shape, Recipe recipe) {
        if (recipe.length().isEmpty()) {
            return shape;
        }
        int length = recipe.length().getAsInt();
        int rows = (int) Math.max(1, shape.tokensPerStep() / length);
        return new PretrainBatches.Shape(1, rows, length);
    }

    @Override
    public Result run(StageContext context) {
        Path origin =
                context.latest(ImportStage.NAME)
                        .map(made -> context.workspace().model(made.model()))
                        .orElseGet(() -> TokenizerStage.folder(context));
        Plan plan = plan(context.recipe());
        try (Tokenizer tokenizer = Tokenizers.load(origin);
                Weights weights = weights(context, plan, tokenizer)) {
            Training.Outcome outcome = train(context, plan, tokenizer, weights, origin);
            return new Training(context, NAME)
                    .save(outcome, model(context), weights, origin, sources(context));
        }
    }

    private static Weights weights(StageContext context, Plan plan, Tokenizer tokenizer) {
        return plan.depth()
                .map(
                        depth ->
                                Weights.random(
                                        depth.config(tokenizer.vocabularySize()),
                                        context.recipe().seed()))
                .orElseGet(
                        () ->
                                context.models()
                                        .load(context.required(ImportStage.NAME, "model"))
                                        .weights());
    }

    private Training.Outcome train(
            StageContext context, Plan plan, Tokenizer tokenizer, Weights weights, Path origin) {
        try (TokenizedCorpus corpus = TokenizedCorpus.open(context, tokenizer, origin)) {
            return train(context, plan, tokenizer, weights, corpus);
        }
    }

    private Training.Outcome train(
            StageContext context,
            Plan plan,
            Tokenizer tokenizer,
            Weights weights,
            TokenizedCorpus corpus) {
        Recipe recipe = context.recipe();
        TokenRun train = corpus.train();
        try (Learner learner =
                        context.processes()
                                .learner(
                                        weights,
                                        Precision.fastest(),
                                        context.workers(),
                                        context.run().folder());
                Mixing mixing = Mixing.open(context, plan.shape().tokensPerStep())) {
            PretrainBatches.Shape shape = mixing.remaining(plan.shape());
            Mixture mixture =
                    mixing.with(
                            tokenizer,
                            List.of(
                                    Mixture.Part.learned(
                                            "documents",
                                            1,
                                            new PretrainBatches(
                                                    train,
                                                    shape,
                                                    recipe.seed(),
                                                    OptionalInt.of(tokenizer.endOfText())))));
            TrainingSettings settings =
                    recipe.optimization()
                            .settings(
                                    recipe.budgets()
                                            .pretrain()
                                            .or(() -> worthwhile(plan, weights, train.size()))
                                            .orElseThrow()
                                            .steps(
                                                    plan.shape().tokensPerStep(),
                                                    Math.ceilDiv(
                                                            train.size(), shape.tokensPerStep())),
                                    plan.schedule(),
                                    optimizer(recipe, plan, weights));
            TrainingTask<MixedBatch> task =
                    new TrainingTask<>(
                            learner,
                            mixing.objective(),
                            mixture,
                            corpus.validation(plan.shape().length()),
                            settings,
                            Hash.ofParts(inputs(context)));
            return new Training(context, NAME).run(task);
        }
    }

    private static UpdateRule optimizer(Recipe recipe, Plan plan, Weights weights) {
        if (!recipe.optimization().muon()) {
            return AdamW.PRETRAINING;
        }
        return plan.depth()
                .map(depth -> Muon.fromScratch(AdamW.PRETRAINING, depth.peakLearningRate()))
                .orElseGet(() -> Muon.continued(AdamW.PRETRAINING, weights.config().hiddenSize()));
    }

    /// The budget of a model from scratch, where the recipe gives none.
    private static Optional<RecipeBudget> worthwhile(Plan plan, Weights weights, long tokens) {
        long parameters = weights.layout().elements();
        return plan.depth()
                .map(depth -> new RecipeBudget.Tokens(depth.tokenBudget(parameters, tokens)));
    }

    private static String model(StageContext context) {
        return context.recipe().name() + "-pretrained";
    }
}
