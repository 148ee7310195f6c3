package ai.inhouse.training;

import ai.inhouse.model.Learner.OptimizerStep;
import ai.inhouse.model.Learning;

/// The optimizer's settings that stay the same through a run.
///
/// @param maxGradientNorm gradients are scaled down to this global norm; infinite for never
public record AdamW(
        double beta1, double beta2, double epsilon, double weightDecay, double maxGradientNorm)
        implements UpdateRule {
    /// For learning from much text: the shorter memory of the second moment and the decay that
    /// language models are usually pretrained with (Brown et al. 2020, appendix B).
    public static final AdamW PRETRAINING = new AdamW(0.9, 0.95, 1e-8, 0.1, 1.0);

    /// For moving a trained model a little: PyTorch's moments, and no pull of the weights to zero.
    public static final AdamW TUNING = new AdamW(0.9, 0.999, 1e-8, 0.0, 1.0);

    @Override
    public OptimizerStep step(long number, double learningRate) {
        return new OptimizerStep(
                number, learningRate, beta1, beta2, epsilon, weightDecay, maxGradientNorm);
    }

    @Override
    public Learning.Rule matrices() {
        return Learning.Rule.ADAMW;
    }
}
