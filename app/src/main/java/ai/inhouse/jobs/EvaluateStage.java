package ai.inhouse.jobs;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.evaluation.Evaluator;
import ai.inhouse.evaluation.Measurement;
import ai.inhouse.evaluation.Stage;
import ai.inhouse.jobs.StageContext.Made;
import ai.inhouse.store.EvaluationRecords;
import ai.inhouse.store.LineageEdge;
import ai.inhouse.store.LineageRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Measures the model that a stage made.
final class EvaluateStage implements ai.inhouse.jobs.Stage {
    private static final String VERSION = "2";
    private static final String PREFIX = "evaluate_";

    private final String of;
    private final String row;
    private final String title;

    /// @param of the stage whose model is measured
    /// @param row its row in the report, as in `tuned_without_documents`; gates name it
    /// @param title the row for people
    EvaluateStage(String of, String row, String title) {
        this.of = of;
        this.row = row;
        this.title = title;
    }

    @Override
    public String name() {
        return PREFIX + row;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        return context.model(of).isEmpty()
                ? Optional.of("there is no such model in this run")
                : Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        List<String> inputs = new ArrayList<>();
        inputs.add(VERSION);
        inputs.add(context.model(of).map(Made::weights).orElse(""));
        inputs.addAll(new Evaluation(context).inputs(of));
        return inputs;
    }

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return Files.exists(context.file(String.valueOf(outputs.get("file"))));
    }

    @Override
    public Result run(StageContext context) {
        Made made = context.model(of).orElseThrow();
        // First, since making them opens and closes the models to compare with.
        List<Evaluator> evaluators = new Evaluation(context).evaluators(of);
        Stage measured;
        try (OpenModel model = OpenModel.open(context, made.model())) {
            measured = Stage.measure(row, title, model.evaluated(), evaluators, context.progress());
        }
        Path file =
                context.workspace()
                        .folder()
                        .resolve("evaluations")
                        .resolve(Hash.ofParts(inputs(context)).brief() + "-" + row + ".json");
        String report = Json.pretty(measured);
        try {
            DurableFiles.write(file, report);
        } catch (IOException e) {
            throw InhouseException.internal(
                    "keeping an evaluation", file, e, "Check that the disk has room.");
        }
        record(context, made, report);
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("file", context.named(file));
        measured.measurements().forEach(m -> outputs.put(m.measure().name(), m.value()));
        return new Result(message(measured), outputs);
    }

    private void record(StageContext context, Made made, String report) {
        Hash suite = Hash.ofParts(new Evaluation(context).inputs(of));
        Instant now = context.clock().instant();
        Hash id = Hash.ofParts(List.of(report, now.toString()));
        new EvaluationRecords(context.workspace().database())
                .add(new ai.inhouse.store.Evaluation(id, made.model(), suite, report, now));
        new LineageRecords(context.workspace().database())
                .add(List.of(new LineageEdge(id.hex(), made.weights(), name())));
    }

    private static String message(Stage measured) {
        List<String> parts = new ArrayList<>();
        for (Measurement m : measured.measurements()) {
            parts.add(
                    String.format(
                            Locale.ROOT,
                            "%s %.3f (n %d)",
                            m.measure().name().replace('_', ' '),
                            m.value(),
                            m.n()));
        }
        return String.join(", ", parts);
    }

    /// What this stage measured, if it was not left out.
    Optional<Stage> measured(StageContext context) {
        return context.output(name(), "file")
                .map(file -> Json.read(context.file(file), Stage.class));
    }
}
