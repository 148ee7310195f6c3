package ai.inhouse.bench;

import ai.inhouse.engine.AttentionMask;
import ai.inhouse.engine.AttentionTile;
import ai.inhouse.engine.RunningSoftmax;
import ai.inhouse.engine.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/// Bounded by operations, as a tile on the diagonal (1.2 MB) stays in a core's cache: for each
/// score that the mask lets through an exponential, and forward 3 others, backward 5.
public class AttentionTileBench extends KernelBench {
    private static final int HEADS = 9;
    private static final int KEY_HEADS = 3;
    private static final int BLOCK = 256;
    private static final long VISIBLE = (long) HEADS * BLOCK * (BLOCK + 1) / 2;
    private static final float SCALE = 0.125f;

    private final AttentionMask mask = new AttentionMask(true, BLOCK, 0, HEADS, new int[BLOCK], 0);
    private final Tensor scores = operands.normal(BF16, HEADS, BLOCK, BLOCK);
    private final Tensor keyScores =
            operands.normal(BF16, KEY_HEADS, BLOCK, HEADS / KEY_HEADS * BLOCK);
    private final Tensor dKeyScores =
            operands.normal(BF16, KEY_HEADS, BLOCK, HEADS / KEY_HEADS * BLOCK);
    private final Tensor logSum = operands.normal(FP32, HEADS, BLOCK);
    private final Tensor delta = operands.normal(FP32, HEADS, BLOCK);
    private final RunningSoftmax running =
            new RunningSoftmax(
                    operands.normal(FP32, HEADS, BLOCK),
                    operands.normal(FP32, HEADS, BLOCK),
                    operands.normal(FP32, HEADS, BLOCK));

    /// From the second call on the scores are what the one before left: numbers from 0 to 1, which
    /// take the same instructions.
    @Benchmark
    public void forward(Work.Operations operations) {
        running.begin();
        AttentionTile.forward(scores, mask, SCALE, running);
        operations.done((EXPONENTIAL + 3.0) * VISIBLE);
    }

    @Benchmark
    public void backward(Work.Operations operations) {
        AttentionTile.backward(keyScores, dKeyScores, mask, SCALE, logSum, delta);
        operations.done((EXPONENTIAL + 5.0) * VISIBLE);
    }
}
