package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;

/// One way of measuring a model. Implementations are immutable, so that every stage is measured on
/// the same data; [Evaluators] lists them.
public interface Evaluator {
    /// What comes out of it.
    Measure measures();

    Measurement measure(EvaluatedModel model, Progress progress);
}
