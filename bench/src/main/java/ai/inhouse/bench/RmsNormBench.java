package ai.inhouse.bench;

import ai.inhouse.engine.RmsNorm;
import ai.inhouse.engine.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/// Bounded by the bytes moved: a few operations fall on each. Forward 12 bytes an element (`x`,
/// what is added, their sum, the norm), backward 16 (the norm's gradient, `x`, and the stream's
/// gradient in, out and copied).
public class RmsNormBench extends KernelBench {
    private static final long ELEMENTS = (long) ROWS * WIDTH;

    private final Tensor x = operands.normal(FP32, ROWS, WIDTH);
    private final Tensor added = operands.normal(BF16, ROWS, WIDTH);
    private final Tensor weight = operands.normal(FP32, WIDTH);
    private final Tensor sum = operands.empty(FP32, ROWS, WIDTH);
    private final Tensor normed = operands.normal(BF16, ROWS, WIDTH);
    private final Tensor inverse = operands.normal(FP32, ROWS);
    private final Tensor dx = operands.normal(FP32, ROWS, WIDTH);
    private final Tensor dxCopy = operands.empty(BF16, ROWS, WIDTH);

    @Benchmark
    public void forward(Work.Bytes bytes) {
        RmsNorm.forward(x, added, weight, 1e-5, sum, normed, inverse);
        bytes.moved(12 * ELEMENTS);
    }

    /// `normed` stands for its own gradient.
    @Benchmark
    public void backward(Work.Bytes bytes) {
        RmsNorm.backward(x, weight, inverse, normed, dx, dxCopy);
        bytes.moved(16 * ELEMENTS);
    }
}
