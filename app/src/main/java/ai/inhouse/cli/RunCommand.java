package ai.inhouse.cli;

import ai.inhouse.jobs.RecipeRun;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `inhouse run`: every stage of the recipe.
@Command(
        name = "run",
        description = "Run every stage of a recipe; run it again to go on where it was stopped.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse run",
            "  inhouse run recipes/handbook.yaml --documents DIR --base MODEL.gguf"
        })
final class RunCommand extends Subcommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "RECIPE",
            description = "Recipe (default: inhouse.yaml in the workspace).")
    private @Nullable Path file;

    @Mixin private Recipes recipes = new Recipes();

    @Override
    public Integer call() {
        Path recipe = file == null ? workspaceFolder().resolve("inhouse.yaml") : file;
        RecipeRun.Outcome outcome =
                new StageRunner(this)
                        .run(recipes.read(recipe, workspaceFolder()), Optional.empty());
        return done(outcome, RunSummary.text(outcome, workspaceFolder()));
    }
}
