package ai.inhouse.jobs;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.jobs.StageContext.Made;
import java.io.IOException;
import java.nio.file.Path;
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

    private static Optional<Made> last(StageContext context) {
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

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return Deployment.read(context.workspace().folder())
                .filter(d -> d.model().equals(outputs.get("model")))
                .isPresent();
    }

    @Override
    public Result run(StageContext context) {
        String model = last(context).orElseThrow().model();
        if (!context.recipe().gates().isEmpty()) {
            report.report(context).requireGates(model);
        }
        Path file = Deployment.file(context.workspace().folder());
        Deployment deployment =
                new Deployment(
                        model,
                        context.run().id(),
                        context.clock().instant().toString(),
                        Tones.of(context.recipe()));
        try {
            DurableFiles.write(file, Json.pretty(deployment));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "deploying a model", file, e, "Check that the disk has room.");
        }
        return new Result(model, Map.of("model", model));
    }
}
