package ai.inhouse.model;

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

    /// Clips the gradients to a global norm, takes one AdamW step and zeroes the gradients.
    ///
    /// @return the gradients' norm before clipping
    double step(OptimizerStep step);

    /// Optimizer state and everything else that is learned, for checkpoints; named fp32 tensors
    /// which a restore writes back into.
    java.util.List<StateTensor> state();

    /// Makes the low-precision copies of the weights agree with the fp32 masters, after these were
    /// written from outside (a restored checkpoint).
    void refresh();

    @Override
    void close();

    /// One AdamW step (Loshchilov and Hutter 2019), with PyTorch's meaning of each value.
    ///
    /// @param number counts from 1; corrects the moments' bias
    record OptimizerStep(
            long number,
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            double maxGradientNorm) {}

    /// A named run of fp32 elements in native memory.
    record StateTensor(
            String name, java.util.List<Integer> shape, java.lang.foreign.MemorySegment memory) {}
}
