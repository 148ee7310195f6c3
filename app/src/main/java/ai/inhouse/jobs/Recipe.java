package ai.inhouse.jobs;

import ai.inhouse.corpus.pii.PiiPolicy;
import ai.inhouse.evaluation.Gate;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.LoraTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What a run is to do, as `inhouse.yaml` says it. Paths are absolute: they were resolved against
/// the recipe's own folder. `recipe.schema.json` documents each key.
///
/// @param file where it was read from
/// @param text the file's own text and what the command line gave instead, kept with each run
/// @param name models are named after it
/// @param ablation whether to tune without the documents too, to show what they are worth
/// @param forgetting by how much bits per byte on general text may rise
/// @param replay share of training that is text which the base wrote itself, against forgetting
/// @param pii what is looked for in the documents, and what is done about it
/// @param governance how long documents are kept, and what shows how much is learned by heart
/// @param alignment what is rewarded, and how
/// @param review how people review
/// @param operation where it runs, and who watches
/// @param heldOut share of documents that is never trained on
public record Recipe(
        Path file,
        String text,
        String name,
        List<Path> documents,
        AccessLabel label,
        double heldOut,
        PiiPolicy pii,
        RecipeGovernance governance,
        Start start,
        OptionalInt length,
        Budgets budgets,
        Optional<LowRank> adapter,
        RecipeOptimization optimization,
        boolean ablation,
        double replay,
        double forgetting,
        Data data,
        Optional<String> systemPrompt,
        List<Gate> gates,
        RecipeAlignment alignment,
        RecipeReview review,
        RecipeOperation operation,
        long seed,
        int workers) {
    /// How many reviewers each item goes to.
    public int reviewOverlap() {
        return review.overlap();
    }

    /// Where the weights come from.
    public sealed interface Start {
        /// From nothing: one dial sets width, heads, batch, learning rate and token budget.
        record Scratch(int depth, int vocabularySize) implements Start {}

        /// From a model that someone else trained: a GGUF file or a Hugging Face folder.
        record Base(Path path) implements Start {}
    }

    /// @param pretrain absent: left out on a base; from scratch, as much as the depth needs
    /// @param tune absent: the stage is left out
    /// @param reward of the reward model; absent: there is none
    /// @param align absent: the stage is left out
    public record Budgets(
            Optional<RecipeBudget> pretrain,
            Optional<RecipeBudget> tune,
            Optional<RecipeBudget> reward,
            Optional<RecipeBudget> align) {}

    /// A low-rank adapter instead of all weights.
    ///
    /// @param quantized whether the frozen weights are kept in four bits (QLoRA)
    public record LowRank(
            int rank,
            double alpha,
            LoraConfig.Variant variant,
            Set<LoraTarget> targets,
            boolean quantized) {}

    /// The files beside the documents. Each may be absent; the stage or measure that needs it is
    /// then left out, saying so.
    public record Data(
            List<Path> conversations,
            Optional<Path> questions,
            List<Path> preferences,
            Optional<Path> policies,
            Optional<Path> generalText) {}
}
