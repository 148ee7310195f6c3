package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RecipeReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The recipe that a command works by: the workspace's own, or another, with values from the
/// command line.
final class Recipes {
    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description = "Recipe to use (default: inhouse.yaml in the workspace).")
    private @Nullable Path recipe;

    @Option(
            names = "--documents",
            paramLabel = "PATH",
            description = "Documents to use instead of the recipe's.")
    private @Nullable Path documents;

    @Option(
            names = "--base",
            paramLabel = "PATH",
            description = "Base model to use instead of the recipe's (.gguf or folder).")
    private @Nullable Path base;

    @Option(names = "--seed", description = "Seed to use instead of the recipe's.")
    private @Nullable Long seed;

    Recipe read(Path workspace) {
        return read(recipe == null ? workspace.resolve("inhouse.yaml") : recipe, workspace);
    }

    /// @param file the recipe to use when none was named
    Recipe read(Path file, Path workspace) {
        Path chosen = recipe == null ? file : recipe;
        if (!Files.exists(chosen)) {
            throw InhouseException.badInput(
                    "reading the recipe",
                    chosen,
                    "there is no such file",
                    "Make one with 'inhouse init --documents DIR', or name one with --recipe. The"
                            + " workspace is "
                            + workspace
                            + ".");
        }
        Map<String, String> overrides = new LinkedHashMap<>();
        put(overrides, "documents", documents);
        put(overrides, "base", base);
        if (seed != null) {
            overrides.put("seed", seed.toString());
        }
        return RecipeReader.read(chosen, overrides);
    }

    private static void put(Map<String, String> overrides, String key, @Nullable Path path) {
        if (path != null) {
            overrides.put(key, path.toAbsolutePath().toString());
        }
    }
}
