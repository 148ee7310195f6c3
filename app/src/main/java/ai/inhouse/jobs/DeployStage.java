package ai.inhouse.jobs;

import ai.inhouse.jobs.StageContext.Made;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the last model the one that `chat` and `serve` use, if all gates hold.
final class DeployStage implements Stage {
    static final String NAME = "deploy";

    private final ReportStage report;

    DeployStage(ReportStage report) {
        this.report = report;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        return last(context).isEmpty() ? Optional.of("no model was made") : Optional.empty();
    }

    static Optional<Made> last(StageContext context) {
        return context.latest(AlignStage.NAME, TuneStage.NAME, PretrainStage.NAME);
    }

    @Override
    public List<String> inputs(StageContext context) {
        return List.of(
                last(context).map(Made::weights).orElse(""),
                context.recipe().gates().toString(),
                context.output(ReportStage.NAME, "failed_gates").orElse("0"),
                Tones.of(context.recipe()).toString());
    }

    /// Who rolled back meant it: only what another deployment replaced is deployed again.
    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return Deployment.read(context.workspace())
                .filter(
                        d ->
                                d.weights().equals(outputs.get("weights"))
                                        || d.kind() == Deployment.Kind.ROLLBACK)
                .isPresent();
    }

    @Override
    public Result run(StageContext context) {
        Made made = last(context).orElseThrow();
        if (!context.recipe().gates().isEmpty()) {
            report.report(context).requireGates(made.model());
        }
        new Deployments(context.workspace(), context.clock()).deployMade(made, context);
        return new Result(made.model(), Map.of("model", made.model(), "weights", made.weights()));
    }
}
