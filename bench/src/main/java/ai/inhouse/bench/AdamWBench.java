package ai.inhouse.bench;

import ai.inhouse.engine.AdamW;
import ai.inhouse.engine.GradientSum;
import ai.inhouse.engine.Tensor;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/// Bounded by the bytes moved, from and to main memory: 30 a parameter with one fp32 gradient.
/// Master and both moments are read and written (24), the gradient read (4), the copy written (2).
public class AdamWBench extends KernelBench {
    private static final long PARAMETERS = 1 << 23;

    private final Tensor masters = operands.normal(FP32, PARAMETERS);
    private final Tensor copy = operands.empty(BF16, PARAMETERS);
    private final Tensor first = operands.empty(FP32, PARAMETERS);
    private final Tensor second = operands.empty(FP32, PARAMETERS);
    private final GradientSum gradient =
            new GradientSum(List.of(operands.normal(FP32, PARAMETERS)));
    private final AdamW optimizer = new AdamW(masters, copy, first, second);
    private final AdamW.Step step = new AdamW.Step(1000, 1e-6, 0.9, 0.95, 1e-8, 0.1, 1);

    @Benchmark
    public void update(Work.Bytes bytes) {
        optimizer.update(gradient, step, 0, PARAMETERS);
        bytes.moved(30 * PARAMETERS);
    }
}
