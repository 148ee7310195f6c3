package ai.inhouse.cli;

import ai.inhouse.costs.Plan;
import ai.inhouse.costs.Planner;
import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RunFolder;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse plan`: what a recipe will take, before it is run.
@Command(
        name = "plan",
        description = {
            "Predict the time, memory and cost of a recipe's stages, before it is run.",
            "Counts what the stages have to do, measures this machine once in a workspace, and",
            "scales to the machines that the recipe names."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse plan",
            "  inhouse plan recipes/quickstart.yaml --json",
            "  inhouse plan --run 2026-11-24-001      beside what that run took"
        })
final class PlanCommand extends Subcommand {
    private static final Duration MEASURED = Duration.ofSeconds(6);

    @Parameters(
            paramLabel = "RECIPE",
            arity = "0..1",
            description = "Recipe (default: inhouse.yaml in the workspace).")
    private @Nullable Path recipe;

    @Mixin private Recipes recipes = new Recipes();

    @Option(
            names = "--measure",
            description = "Measure this machine anew, whatever an earlier plan measured.")
    private boolean measure;

    @Option(names = "--run", paramLabel = "RUN", description = "Show what this run took beside it.")
    private @Nullable String run;

    @Override
    public Integer call() {
        Path file = recipe == null ? workspaceFolder().resolve("inhouse.yaml") : recipe;
        Recipe read = recipes.read(file, workspaceFolder());
        Optional<RunFolder> compared =
                Optional.ofNullable(run)
                        .map(id -> RunsCommand.find(this, "comparing with a run", id));
        Workspace.create(workspaceFolder()).close();
        Planner planner =
                new Planner(
                        workspaceFolder(),
                        Cli.VERSION,
                        MEASURED,
                        progress(),
                        this::note,
                        InstantSource.system());
        Plan plan = planner.plan(read, measure, compared);
        return done(plan, PlanTable.of(plan));
    }
}
