package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.jobs.StageContext.Made;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Weights;
import ai.inhouse.tokens.TokenRun;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.MixedBatch;
import ai.inhouse.training.Mixture;
import ai.inhouse.training.PretrainBatches;
import ai.inhouse.training.Schedule;
import ai.inhouse.training.TrainingSettings;
import ai.inhouse.training.TrainingTask;
import ai.inhouse.tuning.Conversation;
import ai.inhouse.tuning.SftBatches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Teaches the model to answer: from the company's conversations, and from the questions made of
/// its documents. Trained without the latter too, it shows what the documents are worth.
final class TuneStage implements Stage {
    static final String NAME = "tune";
    static final String ABLATION = "tune_without_documents";

    private static final String VERSION = "4";
    private static final int ROWS = 32;

    /// Rows of the documents' prose beside the conversations: as many tokens, by a share of theirs,
    /// and by what share they count in the loss.
    static final int PROSE_LENGTH = 256;

    private static final double PROSE_SHARE = 0.25;
    private static final double PROSE_WEIGHT = 0.25;

    private final boolean withDocuments;

    TuneStage(boolean withDocuments) {
        this.withDocuments = withDocuments;
    }

    @Override
    public String name() {
        return withDocuments ? NAME : ABLATION;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        Recipe recipe = context.recipe();
        if (recipe.budgets().tune().isEmpty()) {
            return Optional.of("the recipe has no budget for it");
        }
        if (!withDocuments && !recipe.ablation()) {
            return Optional.of("the recipe does not ask for it");
        }
        return Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        Recipe recipe = context.recipe();
        List<String> inputs = new ArrayList<>();
        inputs.add(VERSION);
        inputs.add(start(context).weights());
        inputs.addAll(TuningData.inputs(context, withDocuments));
        inputs.add(Mixing.inputs(context));
        inputs.add(recipe.budgets().tune().toString());
        inputs.add(recipe.adapter().toString());
        inputs.add(recipe.length().toString());
        inputs.add(recipe.optimization().inputs());
        inputs.add("seed %d, %d workers".formatted(recipe.seed(), context.workers()));
        inputs.addAll(Canaries.inputs(context));
        return inputs;
    }

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return context.holds(outputs);
    }

    /// The model that it starts from, and the data.
    private List<String> sources(StageContext context) {
        List<String> sources = new ArrayList<>(List.of(start(context).weights()));
        sources.addAll(TuningData.sources(context, withDocuments));
        return sources;
    }

    private static Made start(StageContext context) {
        return context.latest(PretrainStage.NAME, ImportStage.NAME)
                .orElseThrow(() -> new IllegalStateException("tuning needs a model"));
    }

    @Override
    public Result run(StageContext context) {
        List<Conversation> conversations = TuningData.conversations(context, withDocuments);
        String start = start(context).model();
        Path origin = context.workspace().model(start);
        try (Tokenizer tokenizer = Tokenizers.load(origin);
                Tuned model = Tuned.open(context, start)) {
            SftBatches batches =
                    new SftBatches(
                            conversations,
                            OpenModel.chat(origin, tokenizer),
                            shape(context.recipe(), model.config()),
                            tokenizer.padding(),
                            context.recipe().seed());
            Training.Outcome outcome = train(context, model.learner(), batches, tokenizer, origin);
            model.saveAdapter(context, start, model(context), sources(context));
            try (Weights weights = model.learner().mergedWeights()) {
                return new Training(context, name())
                        .save(outcome, model(context), weights, origin, sources(context));
            }
        }
    }

    private Training.Outcome train(
            StageContext context,
            DecoderLearner learner,
            SftBatches batches,
            Tokenizer tokenizer,
            Path origin) {
        Recipe recipe = context.recipe();
        int length = Math.min(PROSE_LENGTH, learner.config().maxLength());
        ProseRows rows = new ProseRows(length, tokenizer.endOfText());
        TrainingSettings settings =
                recipe.optimization()
                        .settingsOfUnlike(
                                budget(recipe)
                                        .steps(batches.tokensPerStep(), batches.stepsPerEpoch()),
                                new Schedule.Cosine(peakRate(recipe), 0.03, 0.02),
                                AdamW.TUNING);
        try (Mixing mixing = Mixing.open(context, batches.tokensPerStep());
                TokenizedCorpus corpus = TokenizedCorpus.open(context, tokenizer, origin)) {
            TrainingTask<MixedBatch> task =
                    new TrainingTask<>(
                            learner,
                            mixing.objective(),
                            mixing.with(
                                    tokenizer,
                                    learned(batches, corpus.train(), rows, recipe.seed())),
                            corpus.validation(length),
                            settings,
                            Hash.ofParts(inputs(context)));
            return new Training(context, name()).run(task, batches.setAside().size());
        }
    }

    /// How the documents' prose is cut.
    ///
    /// @param end of a text
    private record ProseRows(int length, int end) {}

    /// Conversations, and the documents themselves, lest the model forget their prose over the
    /// questions.
    private List<Mixture.Part> learned(
            SftBatches batches, TokenRun documents, ProseRows prose, long seed) {
        if (!withDocuments || documents.size() <= prose.length()) {
            return List.of(Mixture.Part.learned("conversations", 1, batches));
        }
        int rows = proseRows(batches.tokensPerStep(), prose.length());
        PretrainBatches.Shape shape = new PretrainBatches.Shape(1, rows, prose.length());
        return List.of(
                Mixture.Part.learned("conversations", 1 - PROSE_WEIGHT, batches),
                Mixture.Part.learned(
                        "documents",
                        PROSE_WEIGHT,
                        new PretrainBatches(documents, shape, seed, OptionalInt.of(prose.end()))));
    }

    static int proseRows(long tokensPerStep, int length) {
        return (int) Math.max(1, tokensPerStep * PROSE_SHARE / length);
    }

    /// Small models and adapters bear a high rate; a whole base model forgets at one.
    private static double peakRate(Recipe recipe) {
        boolean whole = recipe.adapter().isEmpty();
        return whole && recipe.start() instanceof Recipe.Start.Base ? 1e-4 : 1e-3;
    }

    /// Rows are short questions mostly: a step of many makes its gradient calm.
    static PretrainBatches.Shape shape(Recipe recipe, ModelConfig config) {
        int length = recipe.length().orElse(Math.min(256, config.maxLength()));
        return new PretrainBatches.Shape(1, ROWS, length);
    }

    /// The comparison has a fraction of the data, and learns it in as little of the time.
    RecipeBudget budget(Recipe recipe) {
        RecipeBudget whole = recipe.budgets().tune().orElseThrow();
        return withDocuments ? whole : whole.times(1.0 / 3);
    }

    private String model(StageContext context) {
        return context.recipe().name() + (withDocuments ? "-tuned" : "-tuned-without-documents");
    }
}
