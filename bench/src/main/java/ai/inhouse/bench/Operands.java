package ai.inhouse.bench;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/// Tensors to compute with, the same in each run.
final class Operands implements AutoCloseable {
    private final NativeMemory memory = new NativeMemory();
    private final SplittableRandom random = new SplittableRandom(1);

    /// Zeros.
    Tensor empty(ElementType type, long... shape) {
        return memory.allocate(type, shape);
    }

    /// Standard normal numbers.
    Tensor normal(ElementType type, long... shape) {
        Tensor tensor = memory.allocate(type, shape);
        try (NativeMemory exact = new NativeMemory()) {
            Tensor numbers = exact.allocate(ElementType.FLOAT32, shape);
            MemorySegment segment = NativeMemory.segment(numbers);
            for (long i = 0; i < numbers.elements(); i++) {
                segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
            }
            Elements.copy(numbers, tensor);
        }
        return tensor;
    }

    @Override
    public void close() {
        memory.close();
    }
}
