package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One model of a run and all that was measured on it: a row of the report.
///
/// @param name for gates and files, as in `tuned_without_documents`
/// @param title for people, as in "tuned without the documents"
public record Stage(String name, String title, List<Measurement> measurements) {
    public Stage {
        measurements = List.copyOf(measurements);
    }

    /// @param measure its name
    public Optional<Measurement> measurement(String measure) {
        return measurements.stream().filter(m -> m.measure().name().equals(measure)).findFirst();
    }

    /// Measures a model with every evaluator.
    public static Stage measure(
            String name,
            String title,
            EvaluatedModel model,
            List<Evaluator> evaluators,
            Progress progress) {
        List<Measurement> measurements = new ArrayList<>();
        for (Evaluator evaluator : evaluators) {
            measurements.add(evaluator.measure(model, progress));
        }
        return new Stage(name, title, measurements);
    }
}
