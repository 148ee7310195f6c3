package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.evaluation.EvaluatedModel;
import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.Suite;
import ai.inhouse.evaluation.report.TerminalTable;
import ai.inhouse.jobs.GateEvidence;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.jobs.RecipeRun;
import ai.inhouse.jobs.SuiteRun;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `inhouse evaluate`: a recipe's models, or one model by a suite.
@Command(
        name = "evaluate",
        description = {
            "Measure the model of each of the recipe's stages and write the report;",
            "or measure one model by a suite. A gate that fails ends with exit code 3."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse evaluate",
            "  inhouse evaluate --suite suite.yaml --model harbour-tuned --against harbour-base"
        })
final class EvaluateCommand extends Subcommand {
    private static final int WIDTH = 110;

    @Mixin private Recipes recipes = new Recipes();

    @Mixin private ModelOption model = new ModelOption();

    @Option(names = "--suite", paramLabel = "FILE", description = "What to measure, and gates.")
    private @Nullable Path suite;

    @Option(
            names = "--against",
            paramLabel = "NAME",
            description = "Model that forgetting and preferences are measured against.")
    private @Nullable String against;

    @Override
    public Integer call() {
        return suite == null ? recipe() : suite(suite);
    }

    private int recipe() {
        if (model.named().isPresent() || against != null) {
            throw InhouseException.badInput(
                    "evaluating",
                    "--model",
                    "one model is measured by a suite, and none was named",
                    "Name one with --suite; docs/evaluation.md shows how it is written.");
        }
        RecipeRun.Outcome outcome =
                new StageRunner(this).run(recipes.read(workspaceFolder()), Optional.of("report"));
        return done(outcome, RunSummary.text(outcome, workspaceFolder()));
    }

    private int suite(Path file) {
        try (Workspace workspace = model.workspace(this);
                OpenModel open = model.open(workspace)) {
            Optional<OpenModel> before =
                    Optional.ofNullable(against).map(name -> model.open(workspace, name));
            try {
                return measure(workspace, Suite.read(file), open, before.map(OpenModel::evaluated));
            } finally {
                before.ifPresent(OpenModel::close);
            }
        }
    }

    private int measure(
            Workspace workspace, Suite read, OpenModel open, Optional<EvaluatedModel> before) {
        EvaluationReport report = SuiteRun.measure(read, open.evaluated(), before, progress());
        new GateEvidence(workspace)
                .keepMeasured(open.name(), read.name(), report.gates(), Instant.now());
        done(report, TerminalTable.render(report, WIDTH));
        try {
            report.requireGates(open.name());
        } catch (InhouseException refused) {
            // The report is the one result on stdout, and tells the failed gates, too.
            note(String.valueOf(refused.getMessage()));
            return refused.fault().exitCode();
        }
        return 0;
    }
}
