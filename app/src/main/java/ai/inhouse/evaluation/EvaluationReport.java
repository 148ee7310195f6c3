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
/// @param facts what else a reader should know, as in "Base model"; may be empty
public record EvaluationReport(
        String title,
        List<Stage> stages,
        List<Comparison> comparisons,
        List<Gate.Result> gates,
        List<LossCurve> curves,
        Map<String, Long> corpus,
        Map<String, String> facts) {
    public EvaluationReport {
        stages = List.copyOf(stages);
        comparisons = List.copyOf(comparisons);
        gates = List.copyOf(gates);
        curves = List.copyOf(curves);
        corpus = Collections.unmodifiableMap(new LinkedHashMap<>(corpus));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /// Two stages to compare, by name.
    public record Pair(String from, String to) {}

    /// A training's loss.
    ///
    /// @param name as in "Pretraining"
    /// @param unit what the loss is counted in, as in "bits per byte"
    /// @param training by step, in their order
    /// @param heldOut on text held out from training, where it was measured; may be empty
    public record LossCurve(String name, String unit, List<Point> training, List<Point> heldOut) {
        public LossCurve {
            training = List.copyOf(training);
            heldOut = List.copyOf(heldOut);
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
                Map.of(),
                Map.of());
    }

    /// The same report with what is known of the training and its data.
    public EvaluationReport with(
            List<LossCurve> lossCurves, Map<String, Long> counts, Map<String, String> known) {
        return new EvaluationReport(title, stages, comparisons, gates, lossCurves, counts, known);
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
                    "%d of %d gates".formatted(failed.size(), gates.size()),
                    failed.stream()
                            .map(r -> "%s fails: %s".formatted(r.gate(), r.reason()))
                            .collect(Collectors.joining("; ")),
                    "Read the report's failing answers; then train longer, add documents or"
                            + " conversations about what fails, or change the gate in the recipe;"
                            + " or answer for it by name: 'inhouse deploy %s --override --by NAME"
                                    .formatted(model)
                            + " --reason TEXT'.");
        }
    }
}
