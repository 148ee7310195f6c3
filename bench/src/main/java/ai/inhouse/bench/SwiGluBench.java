package ai.inhouse.bench;

import ai.inhouse.engine.Elements;
import ai.inhouse.engine.SwiGlu;
import ai.inhouse.engine.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;

/// Near both bounds, so it reports both. Bytes: forward 6 an element (gate, up, activation),
/// backward 12 (gate and up in and out, the activation again, its gradient). Operations: an
/// exponential, and forward 5 others, backward 14.
public class SwiGluBench extends KernelBench {
    private static final int HIDDEN = 1536;
    private static final long ELEMENTS = (long) ROWS * HIDDEN;

    private final Tensor original = operands.normal(BF16, ROWS, 2 * HIDDEN);
    private final Tensor gateUp = operands.empty(BF16, ROWS, 2 * HIDDEN);
    private final Tensor activation = operands.empty(BF16, ROWS, HIDDEN);
    private final Tensor dActivation = operands.normal(BF16, ROWS, HIDDEN);
    private final Tensor scratch = operands.empty(FP32, HIDDEN);

    /// The backward pass overwrites its input, and its output as input would soon be all zeros. A
    /// call takes a millisecond, so that to stop the clock for each one costs nothing.
    @Setup(Level.Invocation)
    public void restore() {
        Elements.copy(original, gateUp);
    }

    @Benchmark
    public void forward(Work.Bytes bytes, Work.Operations operations) {
        SwiGlu.forward(gateUp, activation);
        bytes.moved(6 * ELEMENTS);
        operations.done((EXPONENTIAL + 5.0) * ELEMENTS);
    }

    @Benchmark
    public void backward(Work.Bytes bytes, Work.Operations operations) {
        SwiGlu.backward(gateUp, dActivation, activation, scratch);
        bytes.moved(12 * ELEMENTS);
        operations.done((EXPONENTIAL + 14.0) * ELEMENTS);
    }
}
