package ai.inhouse.jobs;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.training.Depth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A first recipe for somebody's own documents: short, and with a word on each line.
///
/// @param name models are named after it
/// @param documents absolute or relative to the workspace
/// @param base a model to continue from; without it the model starts from nothing
/// @param depth of a model from scratch
public record RecipeTemplate(String name, Path documents, Optional<Path> base, int depth) {
    /// @throws InhouseException if the recipe would be refused
    public RecipeTemplate {
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
            throw InhouseException.badInput(
                    "making a recipe",
                    "the name '" + name + "'",
                    "a name has small letters, digits, dots, dashes and underscores only, begins"
                            + " with a letter or digit, and has 64 characters at most",
                    "Choose another with --name.");
        }
        if (depth < Depth.FEWEST || depth > Depth.MOST) {
            throw InhouseException.badInput(
                    "making a recipe",
                    "a depth of " + depth,
                    "from %d to %d are possible".formatted(Depth.FEWEST, Depth.MOST),
                    "Name another with --depth.");
        }
    }

    /// Writes `inhouse.yaml` and its schema, for editors that complete.
    ///
    /// @return the recipe's file
    /// @throws InhouseException if there is a recipe already, which is then left as it is
    public Path writeTo(Path workspace) {
        Path recipe = workspace.resolve("inhouse.yaml");
        if (Files.exists(recipe)) {
            throw InhouseException.badInput(
                    "making a recipe",
                    recipe,
                    "there is one already",
                    "Edit it, or name another folder with --workspace.");
        }
        try {
            DurableFiles.write(workspace.resolve("recipe.schema.json"), new RecipeSchema().text());
            DurableFiles.write(recipe, text(workspace));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "making a recipe", recipe, e, "Make the folder writable.");
        }
        return recipe;
    }

    private String text(Path workspace) {
        Path from = workspace.toAbsolutePath().normalize();
        Path relative = from.relativize(documents.toAbsolutePath().normalize());
        String start =
                base.map(
                                path ->
                                        "base: "
                                                + quoted(
                                                        from.relativize(
                                                                path.toAbsolutePath().normalize()))
                                                + "   # the model to continue from")
                        .orElse(
                                "depth: %d   # from scratch: layers; width, heads and rates follow"
                                        .formatted(depth));
        return """
        # yaml-language-server: $schema=recipe.schema.json
        name: %s
        documents: %s   # a folder or file, or a list
        %s
        budget:   # time, tokens (5M tokens) or passes (3 epochs); without one a stage is left out
          pretrain: 10 min
          tune: 10 min
          align: 2 min   # on what people said of answers in the studio, once they did
        """
                .formatted(name, relative.toString().isEmpty() ? "." : quoted(relative), start);
    }

    /// A path as YAML takes it: in double quotes, as in JSON, where it has more than plain letters.
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\p{L}\\p{N}./_-]+") ? text : Json.write(text);
    }
}
