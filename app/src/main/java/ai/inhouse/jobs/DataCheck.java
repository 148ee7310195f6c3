package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.PreferenceReader;
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
        data.preferences().ifPresent(file -> read(() -> preferences(file)));
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

    /// DPO needs pairs: one to learn from, one to measure with.
    private static void preferences(Path file) {
        int pairs = PreferenceReader.read(file).pairs().size();
        if (pairs < 2) {
            throw InhouseException.badInput(
                    "reading the preferences",
                    file,
                    "it has %d pairs of a chosen and a rejected answer".formatted(pairs),
                    "Give two or more.");
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
