package ai.inhouse.jobs;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The names of the models that a recipe's stages make.
public final class RecipeModels {
    private static final List<String> TRAINED =
            List.of("pretrained", "tuned", "tuned-without-documents", "reward", "aligned");

    private RecipeModels() {}

    public static Set<String> trained(Recipe recipe) {
        Set<String> names = new LinkedHashSet<>();
        TRAINED.forEach(stage -> names.add(recipe.name() + "-" + stage));
        return names;
    }

    /// The copy of the base that later stages start from.
    public static Optional<String> base(Recipe recipe) {
        return recipe.start() instanceof Recipe.Start.Base
                ? Optional.of(recipe.name() + "-base")
                : Optional.empty();
    }
}
