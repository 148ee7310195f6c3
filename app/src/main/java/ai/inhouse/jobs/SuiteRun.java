package ai.inhouse.jobs;

import ai.inhouse.base.Progress;
import ai.inhouse.evaluation.EvaluatedModel;
import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.Evaluator;
import ai.inhouse.evaluation.Forgetting;
import ai.inhouse.evaluation.PreferenceAccuracy;
import ai.inhouse.evaluation.Stage;
import ai.inhouse.evaluation.Suite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Measures one model by a suite, outside of any recipe.
public final class SuiteRun {
    private SuiteRun() {}

    /// @param before the model that forgetting and preferences are measured against; without it
    ///   they are left out
    public static EvaluationReport measure(
            Suite suite, EvaluatedModel model, Optional<EvaluatedModel> before, Progress progress) {
        Map<String, EvaluatedModel> references = new LinkedHashMap<>();
        before.ifPresent(
                reference -> {
                    references.put(Forgetting.MEASURE.name(), reference);
                    references.put(PreferenceAccuracy.MEASURE.name(), reference);
                });
        List<Evaluator> evaluators = suite.evaluators(references, progress);
        Stage stage = Stage.measure("model", model.name(), model, evaluators, progress);
        return EvaluationReport.of(suite.name(), List.of(stage), List.of(), suite.gates());
    }
}
