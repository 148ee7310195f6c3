package ai.inhouse.evaluation;

import ai.inhouse.base.InhouseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a run's stages gained, measure by measure, and whether the result may be used.
///
/// @param title as in "Tolvane Marine Works"
/// @param stages in the order in which they were made
/// @param comparisons of stages on the same cases
/// @param gates and what came of them
/// @param curves loss by step, where a training is part of the report
/// @param corpus counts of what was trained on, as in `documents`; may be empty
public record EvaluationReport(
        String title,
        List<Stage> stages,
        List<Comparison> comparisons,
        List<Gate.Result> gates,
        List<LossCurve> curves,
        Map<String, Long> corpus) {
    public EvaluationReport {
        stages = List.copyOf(stages);
        comparisons = List.copyOf(comparisons);
        gates = List.copyOf(gates);
        curves = List.copyOf(curves);
        corpus = Collections.unmodifiableMap(new LinkedHashMap<>(corpus));
    }

    /// Two stages to compare, by name.
    public record Pair(String from, String to) {}

    /// A training's loss.
    ///
    /// @param name as in "Pretraining"
    /// @param unit what the loss is counted in, as in "bits per byte"
    public record LossCurve(String name, String unit, List<Point> points) {
        public LossCurve {
            points = List.copyOf(points);
        }
    }

    public record Point(long step, double loss) {}

    /// @param pairs stages to compare in every measure that both have
    public static EvaluationReport of(
            String title, List<Stage> stages, List<Pair> pairs, List<Gate> gates) {
        return new EvaluationReport(
                title,
                stages,
                compare(stages, pairs),
                gates.stream().map(gate -> gate.check(stages)).toList(),
                List.of(),
                Map.of());
    }

    /// The same report with the training's loss curves.
    public EvaluationReport withCurves(List<LossCurve> added) {
        return new EvaluationReport(title, stages, comparisons, gates, added, corpus);
    }

    /// The same report with counts of the corpus.
    public EvaluationReport withCorpus(Map<String, Long> counts) {
        return new EvaluationReport(title, stages, comparisons, gates, curves, counts);
    }

    private static List<Comparison> compare(List<Stage> stages, List<Pair> pairs) {
        List<Comparison> comparisons = new ArrayList<>();
        for (Pair pair : pairs) {
            Stage from = find(stages, pair.from());
            Stage to = find(stages, pair.to());
            for (Measurement after : to.measurements()) {
                from.measurement(after.measure().name())
                        .map(before -> Comparison.of(from.name(), before, to.name(), after))
                        .ifPresent(comparisons::add);
            }
        }
        return comparisons;
    }

    private static Stage find(List<Stage> stages, String name) {
        return stages.stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no stage " + name));
    }

    /// @param name a stage's
    public Stage stage(String name) {
        return find(stages, name);
    }

    /// Every measure that a stage has, in the order in which they first occur.
    public List<Measure> measures() {
        Map<String, Measure> measures = new LinkedHashMap<>();
        for (Stage stage : stages) {
            stage.measurements()
                    .forEach(m -> measures.putIfAbsent(m.measure().name(), m.measure()));
        }
        return List.copyOf(measures.values());
    }

    public List<Gate.Result> failedGates() {
        return gates.stream().filter(result -> !result.passed()).toList();
    }

    /// Call it before a model is deployed.
    ///
    /// @param model its name, for the error
    /// @throws InhouseException a refusal (exit code 3) if a gate does not hold
    public void requireGates(String model) {
        List<Gate.Result> failed = failedGates();
        if (!failed.isEmpty()) {
            throw InhouseException.refused(
                    "checking the gates of " + model,
                    failed.stream().map(r -> r.gate().toString()).collect(Collectors.joining("; ")),
                    failed.stream().map(Gate.Result::reason).collect(Collectors.joining("; ")),
                    "Read the report's failing answers; then train longer, add documents or"
                            + " conversations about what fails, or change the gate in the recipe.");
        }
    }
}
