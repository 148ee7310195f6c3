package ai.inhouse.jobs;

import ai.inhouse.corpus.Corpus;
import ai.inhouse.documents.Document;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.model.Adapter;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.Precision;
import ai.inhouse.model.TensorSource;
import ai.inhouse.model.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A model that answers already, opened to be changed: all its weights, or a low-rank adapter over
/// frozen ones, as the recipe says.
///
/// @param weights what the learner reads, unless it holds its own
record Tuned(ModelConfig config, DecoderLearner learner, Optional<LoadedModel> weights)
        implements AutoCloseable {
    static Tuned open(StageContext context, String model) {
        Recipe recipe = context.recipe();
        Optional<Recipe.LowRank> adapter = recipe.adapter();
        Precision precision = Precision.fastest();
        if (adapter.map(Recipe.LowRank::quantized).orElse(false)) {
            return quantized(context, model, config(adapter.get(), recipe.seed()), precision);
        }
        return open(context, context.models().load(model));
    }

    /// A copy of a model, opened to learn to score texts: with a score head in place of its output
    /// head.
    static Tuned scored(StageContext context, String model) {
        return headed(context, model, weights -> weights.scored(context.recipe().seed()));
    }

    /// As [#scored], to learn what answers will be worth.
    static Tuned valued(StageContext context, String model) {
        return headed(context, model, Weights::valued);
    }

    private static Tuned headed(StageContext context, String model, UnaryOperator<Weights> head) {
        Recipe recipe = context.recipe();
        LoadedModel scored;
        try (LoadedModel loaded = context.models().load(model)) {
            Weights weights = head.apply(loaded.weights());
            scored = new LoadedModel(weights.config(), weights, loaded.folder());
        }
        Optional<Recipe.LowRank> adapter = recipe.adapter();
        if (adapter.isEmpty() || !adapter.get().quantized()) {
            return open(context, scored);
        }
        try (scored;
                TensorSource source = scored.weights().source()) {
            LoraConfig lora = config(adapter.get(), recipe.seed());
            DecoderLearner learner =
                    Learners.quantizedLora(
                            scored.config(), source, lora, Precision.fastest(), context.workers());
            return new Tuned(scored.config(), learner, Optional.empty());
        }
    }

    private static Tuned open(StageContext context, LoadedModel loaded) {
        Recipe recipe = context.recipe();
        Precision precision = Precision.fastest();
        int workers = context.workers();
        try {
            DecoderLearner learner =
                    recipe.adapter()
                            .map(a -> config(a, recipe.seed()))
                            .map(lora -> Learners.lora(loaded.weights(), lora, precision, workers))
                            .orElseGet(() -> Learners.full(loaded.weights(), precision, workers));
            return new Tuned(loaded.config(), learner, Optional.of(loaded));
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    private static Tuned quantized(
            StageContext context, String model, LoraConfig lora, Precision precision) {
        Path folder = context.models().find(model);
        ModelConfig config = ModelFolder.config(folder);
        try (TensorSource source = ModelFolder.tensors(folder)) {
            DecoderLearner learner =
                    Learners.quantizedLora(config, source, lora, precision, context.workers());
            return new Tuned(config, learner, Optional.empty());
        }
    }

    static LoraConfig config(Recipe.LowRank adapter, long seed) {
        return new LoraConfig(
                adapter.rank(), adapter.alpha(), adapter.targets(), seed, adapter.variant());
    }

    /// Puts what was trained beside the model that it belongs to, if it is an adapter.
    ///
    /// @param base the model that was opened
    /// @param sources hashes of what it learned from
    void saveAdapter(StageContext context, String base, String name, List<String> sources) {
        Optional<Adapter> adapter = learner.adapter();
        if (adapter.isPresent()) {
            try (Adapter trained = adapter.get()) {
                context.adapters().save(base, name, trained, label(context), sources);
            }
        }
    }

    /// Whoever asks the adapter must be allowed to read all that it was trained from.
    private static AccessLabel label(StageContext context) {
        return CorpusStage.corpus(context).documents(Corpus.Split.TRAIN).stream()
                .map(Document::label)
                .reduce(context.recipe().label(), AccessLabel::and);
    }

    @Override
    public void close() {
        learner.close();
        weights.ifPresent(LoadedModel::close);
    }
}
