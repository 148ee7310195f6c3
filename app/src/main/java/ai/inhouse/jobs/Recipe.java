package ai.inhouse.jobs;

import ai.inhouse.evaluation.Gate;
import ai.inhouse.identity.AccessLabel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a run is to do, as `inhouse.yaml` says it. Paths are absolute: they were resolved against
/// the recipe's own folder. `recipe.schema.json` documents each key.
///
/// @param file where it was read from
/// @param text the file's own text and what the command line gave instead, kept with each run
/// @param name models are named after it
/// @param ablation whether to tune without the documents too, to show what they are worth
/// @param replay share of training that is text which the base wrote itself, against forgetting
/// @param reviewOverlap how many reviewers each item goes to
/// @param heldOut share of documents that is never trained on
public record Recipe(
        Path file,
        String text,
        String name,
        List<Path> documents,
        AccessLabel label,
        double heldOut,
        Start start,
        OptionalInt length,
        Budgets budgets,
        Optional<LowRank> adapter,
        boolean ablation,
        double replay,
        Data data,
        Optional<String> systemPrompt,
        List<Gate> gates,
        int reviewOverlap,
        long seed,
        int workers) {

    /// Where the weights come from.
    public sealed interface Start {
        /// From nothing: one dial sets width, heads, batch, learning rate and token budget.
        record Scratch(int depth, int vocabularySize) implements Start {}

        /// From a model that someone else trained: a GGUF file or a Hugging Face folder.
        record Base(Path path) implements Start {}
    }

    /// @param pretrain absent: the stage is left out
    /// @param tune absent: the stage is left out
    /// @param align absent: the stage is left out
    public record Budgets(
            Optional<RecipeBudget> pretrain,
            Optional<RecipeBudget> tune,
            Optional<RecipeBudget> align) {}

    /// A low-rank adapter instead of all weights.
    public record LowRank(int rank, double alpha) {}

    /// The files beside the documents. Each may be absent; the stage or measure that needs it is
    /// then left out, saying so.
    public record Data(
            List<Path> conversations,
            Optional<Path> questions,
            Optional<Path> preferences,
            Optional<Path> policies,
            Optional<Path> generalText) {}
}
