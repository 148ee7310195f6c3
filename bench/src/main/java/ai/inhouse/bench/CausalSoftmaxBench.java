package ai.inhouse.bench;

import ai.inhouse.engine.CausalSoftmax;
import ai.inhouse.engine.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/// Bounded by operations, as the scores of one sequence (1.2 MB) stay in a core's cache: for each
/// score that the mask lets through an exponential, and forward 3 others, backward 5.
public class CausalSoftmaxBench extends KernelBench {
    private static final int HEADS = 9;
    private static final int LENGTH = 256;
    private static final long VISIBLE = (long) HEADS * LENGTH * (LENGTH + 1) / 2;
    private static final float SCALE = 0.125f;

    private final Tensor scores = operands.normal(BF16, HEADS, LENGTH, LENGTH);
    private final Tensor dWeights = operands.normal(BF16, HEADS, LENGTH, LENGTH);
    private final Tensor logSum = operands.normal(FP32, HEADS, LENGTH);
    private final Tensor perRow = operands.normal(FP32, HEADS, LENGTH);

    /// From the second call on the scores are what the one before left: numbers from 0 to 1, which
    /// take the same instructions.
    @Benchmark
    public void forward(Work.Operations operations) {
        CausalSoftmax.forward(scores, SCALE, logSum, perRow);
        operations.done((EXPONENTIAL + 3.0) * VISIBLE);
    }

    @Benchmark
    public void backward(Work.Operations operations) {
        CausalSoftmax.backward(scores, dWeights, SCALE, logSum, perRow);
        operations.done((EXPONENTIAL + 5.0) * VISIBLE);
    }
}
