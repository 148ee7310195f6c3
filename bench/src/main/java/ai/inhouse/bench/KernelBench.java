package ai.inhouse.bench;

import ai.inhouse.engine.ElementType;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What benchmarks of kernels share. The shapes are those of one worker that trains a network of
/// 135 million parameters (SmolLM2-135M) on two rows of 256 tokens. Each thread has tensors of its
/// own, as each worker has.
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public abstract class KernelBench {
    static final ElementType FP32 = ElementType.FLOAT32;
    static final ElementType BF16 = ElementType.BFLOAT16;

    /// Tokens that a worker has under way.
    static final int ROWS = 512;

    /// Width of the residual stream.
    static final int WIDTH = 576;

    /// Floating-point operations of the kernels' exponential: 9 multiply-adds and 3 others. They
    /// take 18 instructions, so that it reaches 60% of a rate measured in multiply-adds.
    static final int EXPONENTIAL = 21;

    final Operands operands = new Operands();

    @TearDown
    public void free() {
        operands.close();
    }
}
