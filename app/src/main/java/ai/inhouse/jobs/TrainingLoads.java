package ai.inhouse.jobs;

import ai.inhouse.alignment.EncodedPair;
import ai.inhouse.alignment.EncodedRating;
import ai.inhouse.alignment.KtoBatches;
import ai.inhouse.alignment.PreferenceBatches;
import ai.inhouse.alignment.Preferences;
import ai.inhouse.alignment.ReferenceScores;
import ai.inhouse.alignment.rollout.EncodedPrompt;
import ai.inhouse.alignment.rollout.RolloutBatches;
import ai.inhouse.alignment.rollout.RolloutSettings;
import ai.inhouse.jobs.StepLoad.Part;
import ai.inhouse.jobs.StepLoad.Use;
import ai.inhouse.model.Batch;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.Budget;
import ai.inhouse.training.Depth;
import ai.inhouse.training.Muon;
import ai.inhouse.training.PretrainBatches;
import ai.inhouse.training.UpdateRule;
import ai.inhouse.tuning.SftBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/// What the training stages of a recipe will compute in each step, from the very batches that they
/// would make of the surveyed corpus.
final class TrainingLoads {
    /// Steps whose batches are looked at for how long their rows are.
    private static final int LOOKED_AT = 64;

    private final Surveyed data;
    private final Recipe recipe;

    TrainingLoads(Surveyed data) {
        this.data = data;
        this.recipe = data.recipe();
    }

    StageLoad pretrain(long parameters) {
        boolean continued = !data.fromScratch();
        if (continued && recipe.budgets().pretrain().isEmpty()) {
            return new StageLoad.LeftOut(PretrainStage.NAME, "the recipe has no budget for it");
        }
        PretrainStage.Plan plan = PretrainStage.plan(recipe);
        PretrainBatches.Shape whole = plan.shape();
        boolean held = continued && data.holds();
        int heldRows = held ? Mixing.heldRows(recipe, whole.tokensPerStep()) : 0;
        PretrainBatches.Shape shape = Mixing.remaining(whole, heldRows);
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Use.LEARN, shape.rows(), shape.length()));
        hold(parts, heldRows);
        double stepsPerEpoch = (double) data.trainTokens() / shape.tokensPerStep();
        RecipeBudget budget =
                recipe.budgets()
                        .pretrain()
                        .orElseGet(() -> worthwhile(plan.depth().orElseThrow(), parameters));
        UpdateRule rule =
                recipe.optimization().muon()
                        ? Muon.continued(AdamW.PRETRAINING, data.config().hiddenSize())
                        : AdamW.PRETRAINING;
        return new StageLoad.Training(
                PretrainStage.NAME,
                new StepLoad(parts, rule, average(), Optional.empty(), false),
                budget.steps(whole.tokensPerStep(), Math.max(1, (long) Math.ceil(stepsPerEpoch))),
                stepsPerEpoch,
                data.heldOutTokens(),
                shape.length(),
                0,
                data.encodingSeconds() * data.scale());
    }

    private RecipeBudget worthwhile(Depth depth, long parameters) {
        return new RecipeBudget.Tokens(depth.tokenBudget(parameters, data.trainTokens()));
    }

    StageLoad tune(boolean withDocuments) {
        TuneStage stage = new TuneStage(withDocuments);
        Optional<String> skipped = stage.skipped(data.context());
        if (skipped.isPresent()) {
            return new StageLoad.LeftOut(stage.name(), skipped.get());
        }
        SftBatches batches =
                new SftBatches(
                        TuningData.conversations(data.context(), withDocuments),
                        data.chat(),
                        TuneStage.shape(recipe, data.config()),
                        data.tokenizer().padding(),
                        recipe.seed());
        int length = Math.min(TuneStage.PROSE_LENGTH, data.config().maxLength());
        List<Part> parts = new ArrayList<>();
        parts.add(part(Use.LEARN, step -> batches.batch(step, 0)));
        if (withDocuments && data.trainTokens() > length) {
            int prose = TuneStage.proseRows(batches.tokensPerStep(), length);
            parts.add(new Part(Use.LEARN, prose, length));
        }
        hold(parts, data.holds() ? Mixing.heldRows(recipe, batches.tokensPerStep()) : 0);
        double scale = withDocuments ? data.scale() : 1;
        double stepsPerEpoch = batches.stepsPerEpoch() * scale;
        return training(
                stage.name(),
                parts,
                stage.budget(recipe).steps(batches.tokensPerStep(), Math.round(stepsPerEpoch)),
                stepsPerEpoch,
                new Read(data.heldOutTokens(), length, 0));
    }

    private void hold(List<Part> parts, int rows) {
        if (rows > 0) {
            parts.add(new Part(Use.HOLD, rows, GeneralTextStage.TOKENS));
        }
    }

    StageLoad reward() {
        RewardStage stage = new RewardStage();
        Optional<String> skipped = stage.skipped(data.context());
        if (skipped.isPresent()) {
            return new StageLoad.LeftOut(stage.name(), skipped.get());
        }
        return pairs(
                RewardStage.NAME,
                Use.SCORE,
                recipe.budgets().reward().orElseThrow(),
                AlignStage.split(data.context()));
    }

    StageLoad align() {
        AlignStage stage = new AlignStage();
        Optional<String> skipped = stage.skipped(data.context());
        if (skipped.isPresent()) {
            return new StageLoad.LeftOut(stage.name(), skipped.get());
        }
        RecipeBudget budget = recipe.budgets().align().orElseThrow();
        if (recipe.alignment().rewarded().isPresent()) {
            return rewarded(recipe.alignment().rewarded().get(), budget);
        }
        Preferences.Split split = AlignStage.split(data.context());
        return isReferenceFree() || split.learned().rated().isEmpty()
                ? pairs(AlignStage.NAME, Use.PREFER, budget, split)
                : ratings(budget, split);
    }

    /// Then it learns from pairs alone, and nothing is scored before.
    private boolean isReferenceFree() {
        return recipe.alignment().method() instanceof RecipeAlignment.Method.ReferenceFree;
    }

    private StageLoad pairs(
            String stage, Use use, RecipeBudget budget, Preferences.Split preferences) {
        PairLength most = new PairLength(data.context(), data.config());
        List<EncodedPair> learned =
                EncodedPair.fitting(preferences.learned().pairs(), data.chat(), most.most());
        List<EncodedPair> heldOut =
                EncodedPair.fitting(preferences.heldOut().pairs(), data.chat(), most.most());
        most.requireSome(learned, heldOut);
        PreferenceBatches batches =
                new PreferenceBatches(
                        learned,
                        new ReferenceScores("", new double[2 * learned.size()]),
                        AlignTraining.STEP,
                        data.tokenizer().padding(),
                        recipe.seed());
        Part part = part(use, step -> batches.batch(step, 0).rows());
        int length = part.length();
        long validated = 2L * heldOut.size() * length;
        boolean referenced = use == Use.PREFER && !isReferenceFree();
        long before = referenced ? 2L * learned.size() * length + validated : 0;
        return training(
                stage,
                List.of(part),
                budget.steps(batches.tokensPerStep(), batches.stepsPerEpoch()),
                (double) batches.stepsPerEpoch(),
                new Read(validated, length, before));
    }

    private StageLoad ratings(RecipeBudget budget, Preferences.Split preferences) {
        PairLength most = new PairLength(data.context(), data.config());
        List<EncodedRating> learned =
                EncodedRating.fitting(preferences.learned().ratings(), data.chat(), most.most());
        int heldOut = preferences.heldOut().ratings().size();
        KtoBatches batches =
                new KtoBatches(
                        learned,
                        new ReferenceScores("", new double[2 * learned.size()]),
                        AlignTraining.STEP,
                        data.tokenizer().padding(),
                        recipe.seed());
        int rows = 2 * AlignTraining.STEP.pairsPerStep();
        int length = Math.toIntExact(Math.max(1, batches.tokensPerStep() / rows));
        long validated = 2L * heldOut * length;
        return training(
                AlignStage.NAME,
                List.of(new Part(Use.PREFER, rows, length)),
                budget.steps(batches.tokensPerStep(), batches.stepsPerEpoch()),
                (double) batches.stepsPerEpoch(),
                new Read(validated, length, 2L * learned.size() * length + validated));
    }

    /// Answers are counted as long as they may become, and as if all were learned from: how many
    /// and how long they will be, nobody knows. PPO's value model learns from them too.
    private StageLoad rewarded(RecipeAlignment.Method.Rewarded rewarded, RecipeBudget budget) {
        RolloutSettings settings = rewarded.rollout();
        int room = data.config().maxLength() - settings.mostTokens();
        List<EncodedPrompt> prompts =
                EncodedPrompt.fitting(
                        RewardedTraining.prompts(data.context(), rewarded), data.chat(), room);
        RolloutBatches batches = new RolloutBatches(prompts, settings, recipe.seed());
        int answers = settings.answersPerStep();
        int prompt = (int) prompts.stream().mapToInt(p -> p.ids().length).average().orElse(1);
        int length = prompt + settings.mostTokens();
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Use.WRITE, answers, settings.mostTokens()));
        for (int pass = 0; pass < settings.passes(); pass++) {
            parts.add(new Part(Use.PREFER, answers, length));
            if (rewarded.how() instanceof RecipeAlignment.How.Ppo) {
                parts.add(new Part(Use.SCORE, answers, length));
            }
        }
        return training(
                AlignStage.NAME,
                parts,
                budget.steps(batches.tokensPerStep(), batches.stepsPerEpoch()),
                (double) batches.stepsPerEpoch(),
                new Read((long) RewardedTraining.heldOut(prompts.size()) * length, length, 0));
    }

    /// What is read beside training.
    ///
    /// @param validated tokens of each validation
    /// @param before tokens that are scored once
    private record Read(long validated, int length, long before) {}

    private StageLoad training(
            String stage, List<Part> parts, Budget budget, double stepsPerEpoch, Read read) {
        Optional<LoraConfig> adapter =
                recipe.adapter().map(low -> Tuned.config(low, recipe.seed()));
        boolean quantized = recipe.adapter().map(Recipe.LowRank::quantized).orElse(false);
        return new StageLoad.Training(
                stage,
                new StepLoad(parts, AdamW.TUNING, average(), adapter, quantized),
                budget,
                stepsPerEpoch,
                read.validated(),
                read.length(),
                read.before(),
                0);
    }

    private OptionalDouble average() {
        return recipe.optimization().average();
    }

    /// A micro-batch of a mean length, with as many positions that count.
    private static Part part(Use use, LongFunction<Batch> ofStep) {
        List<Batch> batches = LongStream.rangeClosed(1, LOOKED_AT).mapToObj(ofStep).toList();
        double length = batches.stream().mapToInt(Batch::length).average().orElseThrow();
        long all = 0;
        long counted = 0;
        for (Batch batch : batches) {
            all += batch.weights().length;
            for (float weight : batch.weights()) {
                counted += weight > 0 ? 1 : 0;
            }
        }
        return new Part(
                use,
                batches.getFirst().rows(),
                (int) Math.max(1, Math.round(length)),
                (double) counted / all);
    }
}
