package ai.inhouse.model;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// A model that can be trained: forward, and backward into gradients that accumulate until the
/// optimizer has used them.
public interface Learner extends AutoCloseable {
    ModelConfig config();

    /// log p(target) at each position, `[B * T]`. Keeps nothing for a backward pass.
    float[] logProbabilities(Batch batch);

    /// As [#logProbabilities], keeping what [#backward] needs.
    float[] forward(Batch batch);

    /// Adds to the gradients those of `sum_i weights[i] * -log p(target_i)` over the batch of the
    /// last [#forward]. The batch's own weights play no part.
    ///
    /// @param weights `[B * T]`; may be negative, as preference losses need
    void backward(float[] weights);

    /// Forward and backward in one pass that never holds the logits of a whole batch.
    ///
    /// @return `sum_i batch.weights[i] * -log p(target_i)`
    double lossAndGradient(Batch batch);

    /// `KL(reference || this)` in nats at each position that counts in the batch, `[B * T]`, and 0
    /// elsewhere; keeps what [#backwardDivergences] needs.
    float[] divergences(Batch batch, Reference reference);

    /// Adds to the gradients those of `sum_i weights[i] * KL_i` over the batch of the last
    /// [#divergences].
    ///
    /// @param weights `[B * T]`
    void backwardDivergences(float[] weights);

    /// What the score head makes of the text up to each position that counts in the batch, `[B *
    /// T]`, and 0 elsewhere. Keeps nothing for a backward pass.
    float[] scores(Batch batch);

    /// As [#scores], keeping what [#backwardScores] needs.
    float[] forwardScores(Batch batch);

    /// Adds to the gradients those of `sum_i weights[i] * score_i` over the batch of the last
    /// [#forwardScores].
    ///
    /// @param weights `[B * T]`; may be negative
    void backwardScores(float[] weights);

    /// Chooses how the weights are moved, before the first step or [#state]; without it,
    /// [Learning#PLAIN].
    ///
    /// @throws UnsupportedOperationException if this learner knows no other way
    default void configure(Learning learning) {
        if (!learning.equals(Learning.PLAIN)) {
            throw new UnsupportedOperationException("AdamW only, and no average");
        }
    }

    /// Says that the next backward pass is the last one before a step, so that what a step needs of
    /// others can begin beside it. Changes nothing that is learned.
    default void expectLastPass() {}

    /// Clips the gradients to a global norm, takes one optimizer step and zeroes the gradients. If
    /// they are no finite numbers, they are zeroed and nothing else changes.
    ///
    /// @return the gradients' norm before clipping
    double step(OptimizerStep step);

    /// Puts the moving average in the weights' place, to measure or to keep it; a second call puts
    /// both back.
    ///
    /// @throws IllegalStateException if [#configure] asked for no average
    default void exchangeAverage() {
        throw new IllegalStateException("no average is kept");
    }

    /// Optimizer state and everything else that is learned, for checkpoints; named fp32 tensors
    /// which a restore writes back into.
    List<StateTensor> state();

    /// Makes the low-precision copies of the weights agree with the fp32 masters, after these were
    /// written from outside (a restored checkpoint).
    void refresh();

    @Override
    void close();

    /// One optimizer step: AdamW's (Loshchilov and Hutter 2019), with PyTorch's meaning of each
    /// value.
    ///
    /// @param number counts from 1; corrects the moments' bias
    /// @param matrices what Muon needs for the blocks' matrices, where it moves them
    record OptimizerStep(
            long number,
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            double maxGradientNorm,
            Optional<MatrixStep> matrices) {
        /// AdamW for all.
        public OptimizerStep(
                long number,
                double learningRate,
                double beta1,
                double beta2,
                double epsilon,
                double weightDecay,
                double maxGradientNorm) {
            this(
                    number,
                    learningRate,
                    beta1,
                    beta2,
                    epsilon,
                    weightDecay,
                    maxGradientNorm,
                    Optional.empty());
        }

        public OptimizerStep withMatrices(MatrixStep step) {
            return new OptimizerStep(
                    number,
                    learningRate,
                    beta1,
                    beta2,
                    epsilon,
                    weightDecay,
                    maxGradientNorm,
                    Optional.of(step));
        }

        /// The same with another rate.
        public OptimizerStep times(double factor) {
            return new OptimizerStep(
                    number,
                    learningRate * factor,
                    beta1,
                    beta2,
                    epsilon,
                    weightDecay,
                    maxGradientNorm,
                    matrices.map(m -> new MatrixStep(m.learningRate() * factor, m.momentum())));
        }
    }

    /// Muon's part of a step.
    ///
    /// @param learningRate of matrices
    /// @param momentum share of the direction that is kept
    record MatrixStep(double learningRate, double momentum) {}

    /// A named run of fp32 elements in native memory.
    record StateTensor(String name, List<Integer> shape, MemorySegment memory) {}
}
