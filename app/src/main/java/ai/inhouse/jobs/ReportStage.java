package ai.inhouse.jobs;

import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.EvaluationReport.Pair;
import ai.inhouse.evaluation.report.ReportFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes what each stage gained: a page, and the same as JSON.
final class ReportStage implements Stage {
    static final String NAME = "report";

    static final String WITHOUT_DOCUMENTS = "tuned_without_documents";

    private static final String VERSION = "2";

    private final List<EvaluateStage> evaluations;

    ReportStage(List<EvaluateStage> evaluations) {
        this.evaluations = evaluations;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        return stages(context).isEmpty() ? Optional.of("nothing was measured") : Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        List<String> inputs = new ArrayList<>();
        inputs.add(VERSION);
        inputs.add(context.run().id());
        stages(context).forEach(stage -> inputs.add(stage.toString()));
        inputs.add(context.recipe().gates().toString());
        return inputs;
    }

    @Override
    public Result run(StageContext context) {
        EvaluationReport report = report(context);
        keepGates(report, context);
        ReportFiles.Written written = ReportFiles.write(report, context.run().folder());
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("page", context.named(written.page()));
        outputs.put("json", context.named(written.json()));
        outputs.put("failed_gates", report.failedGates().size());
        return new Result(context.named(written.page()), outputs);
    }

    /// For whoever deploys the model later, by name.
    private static void keepGates(EvaluationReport report, StageContext context) {
        DeployStage.last(context)
                .ifPresent(
                        made ->
                                new GateEvidence(context.workspace())
                                        .keep(
                                                made.model(),
                                                made.weights(),
                                                context.run().id(),
                                                report.gates(),
                                                context.clock().instant()));
    }

    private List<ai.inhouse.evaluation.Stage> stages(StageContext context) {
        return evaluations.stream().flatMap(e -> e.measured(context).stream()).toList();
    }

    /// What a reader asks: what tuning on the documents gained over tuning without them, and what
    /// each stage gained over the one before it.
    private static List<Pair> pairs(List<ai.inhouse.evaluation.Stage> stages) {
        List<String> names =
                stages.stream()
                        .map(ai.inhouse.evaluation.Stage::name)
                        .filter(name -> !name.equals(WITHOUT_DOCUMENTS))
                        .toList();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 1; i < names.size(); i++) {
            pairs.add(new Pair(names.get(i - 1), names.get(i)));
        }
        if (names.size() < stages.size() && names.contains("tuned")) {
            pairs.add(new Pair(WITHOUT_DOCUMENTS, "tuned"));
        }
        if (names.size() > 2) {
            pairs.add(new Pair(names.getFirst(), names.getLast()));
        }
        return pairs;
    }

    private static Map<String, String> facts(StageContext context) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("run", context.run().id());
        facts.put("seed", Long.toString(context.recipe().seed()));
        facts.put("training threads", Integer.toString(context.workers()));
        context.results()
                .forEach(
                        (stage, outputs) -> {
                            if (outputs.get(Training.SKIPPED) instanceof List<?> steps) {
                                facts.put("steps skipped in " + stage, skipped(steps));
                            }
                        });
        return facts;
    }

    /// As in "2 (step 17: the loss is NaN; step 40: …)".
    private static String skipped(List<?> steps) {
        return "%d (%s)"
                .formatted(
                        steps.size(),
                        steps.stream().map(String::valueOf).collect(Collectors.joining("; ")));
    }

    EvaluationReport report(StageContext context) {
        List<ai.inhouse.evaluation.Stage> stages = stages(context);
        return EvaluationReport.of(
                        context.recipe().name(), stages, pairs(stages), context.recipe().gates())
                .with(
                        new LossCurves(context.run()).read(),
                        CorpusStage.counts(context),
                        facts(context));
    }
}
