package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.reward.PromptReader;
import ai.inhouse.base.InhouseException;
import ai.inhouse.evaluation.Question;
import ai.inhouse.evaluation.TextItem;
import ai.inhouse.evaluation.ToneAdherence;
import ai.inhouse.evaluation.TonedConversation;
import ai.inhouse.tuning.ConversationReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads all the files that a recipe names beside its documents before any stage works, so that a
/// slip in one that is needed last is not found after hours of training.
final class DataCheck {
    /// Two readers of one file may say the same of it.
    private final Set<String> errors = new LinkedHashSet<>();

    private DataCheck() {}

    /// @throws InhouseException listing everything that is wrong
    static void check(Recipe recipe) {
        new DataCheck().all(recipe);
    }

    private void all(Recipe recipe) {
        Recipe.Data data = recipe.data();
        List<TonedConversation> toned = new ArrayList<>();
        for (Path file : data.conversations()) {
            read(() -> ConversationReader.read(file));
            read(() -> toned.addAll(TonedConversation.read(file)));
        }
        if (!toned.isEmpty()) {
            read(() -> ToneAdherence.on(toned));
        }
        data.questions().ifPresent(file -> read(() -> Question.read(file)));
        if (!data.preferences().isEmpty()) {
            read(() -> preferences(data.preferences()));
        }
        recipe.alignment()
                .rewarded()
                .flatMap(RecipeAlignment.Method.Rewarded::prompts)
                .ifPresent(file -> read(() -> PromptReader.read(file)));
        data.policies().ifPresent(file -> read(() -> Policies.read(file)));
        data.generalText().ifPresent(file -> read(() -> TextItem.read(file)));
        if (!errors.isEmpty()) {
            throw InhouseException.badInput(
                    "reading the recipe's data",
                    recipe.file(),
                    String.join("\n  ", errors),
                    "Correct these files, or leave them out of the recipe.");
        }
    }

    /// Some to learn from and some to measure with; of ratings, both good and bad ones.
    private static void preferences(List<Path> files) {
        if (!AlignStage.split(files).isEnough()) {
            throw InhouseException.badInput(
                    "reading the preferences",
                    String.join(", ", files.stream().map(Path::toString).toList()),
                    "to learn from some and measure with others takes pairs for two prompts, or"
                            + " good and bad ratings for two",
                    "Give more, for different prompts.");
        }
    }

    private void read(Runnable reading) {
        try {
            reading.run();
        } catch (InhouseException e) {
            errors.add(String.valueOf(e.getMessage()));
        }
    }
}
