package ai.inhouse.training;

import ai.inhouse.model.Learner.OptimizerStep;
import ai.inhouse.model.Learning;

/// The optimizer of a run and its settings, which stay the same through the run.
public sealed interface UpdateRule permits AdamW, Muon {
    /// @param number counts from 1
    /// @param learningRate as the schedule has it
    OptimizerStep step(long number, double learningRate);

    /// What the learner must keep for it.
    Learning.Rule matrices();
}
