package ai.inhouse.bench;

import ai.inhouse.engine.CrossEntropy;
import ai.inhouse.engine.Tensor;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;

/// Bounded by operations: two exponentials a logit, one for the sum and one for the gradient, and 5
/// others. The 4 bytes a logit (in and out) take less time; a row stays in a core's cache between.
public class CrossEntropyBench extends KernelBench {
    private static final int CHUNK = 128;
    private static final int VOCABULARY = 49_152;
    private static final long LOGITS = (long) CHUNK * VOCABULARY;

    private final Tensor logits = operands.normal(BF16, CHUNK, VOCABULARY);
    private final int[] targets = new int[CHUNK];
    private final float[] weights = new float[CHUNK];

    public CrossEntropyBench() {
        Arrays.setAll(targets, i -> i * 367 % VOCABULARY);
        Arrays.fill(weights, 1f);
    }

    /// From the second call on the logits are the gradient before: a nearly uniform distribution,
    /// which takes the same instructions.
    @Benchmark
    public double lossAndGradient(Work.Operations operations) {
        operations.done((2.0 * EXPONENTIAL + 5) * LOGITS);
        return CrossEntropy.lossAndGradient(logits, CHUNK, targets, weights, 0);
    }
}
