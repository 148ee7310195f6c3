package ai.inhouse.training;

import ai.inhouse.model.Learner.MatrixStep;
import ai.inhouse.model.Learner.OptimizerStep;
import ai.inhouse.model.Learning;

/// Muon for the blocks' matrices, as nanochat has it, and AdamW for embeddings, head, norms and
/// biases. The schedule's rate is AdamW's; that of matrices rises and falls with it.
///
/// @param others for all but matrices; its weight decay and clipping are for all
/// @param ratio of the matrices' rate to the schedule's
public record Muon(AdamW others, double ratio) implements UpdateRule {
    /// Peak rate of matrices in pretraining from scratch, whatever the width: an orthogonal change
    /// moves an output by as much in a wide model as in a narrow one.
    private static final double PEAK = 0.02;

    /// The size of AdamW's usual change of a weight, in learning rates (Liu et al. 2025, section
    /// 2.2).
    private static final double ADAM_CHANGE = 0.2;

    private static final double FIRST_MOMENTUM = 0.85;
    private static final double LAST_MOMENTUM = 0.95;

    /// Over so many steps the momentum rises from the first to the last.
    private static final double MOMENTUM_STEPS = 300;

    public Muon {
        if (!(ratio > 0)) {
            throw new IllegalArgumentException("a rate's ratio of " + ratio);
        }
    }

    /// For a model from scratch.
    ///
    /// @param peak of the schedule
    public static Muon fromScratch(AdamW others, double peak) {
        return new Muon(others, PEAK / peak);
    }

    /// For a trained model: matrices change by as much as AdamW would change them. An orthogonal
    /// direction's elements have a root mean square of `1 / sqrt(columns)`.
    ///
    /// @param width of the stream
    public static Muon continued(AdamW others, int width) {
        return new Muon(others, ADAM_CHANGE * Math.sqrt(width));
    }

    @Override
    public OptimizerStep step(long number, double learningRate) {
        double risen = Math.min(1, number / MOMENTUM_STEPS);
        double momentum = FIRST_MOMENTUM + risen * (LAST_MOMENTUM - FIRST_MOMENTUM);
        return others.step(number, learningRate)
                .withMatrices(new MatrixStep(ratio * learningRate, momentum));
    }

    @Override
    public Learning.Rule matrices() {
        return Learning.Rule.MUON;
    }
}
