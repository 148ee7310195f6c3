package ai.inhouse.inference;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A bf16 operand of matrix products that vector kernels write and read as well.
record Operand(Tensor tensor, MemorySegment memory) {
    static Operand of(Tensor tensor) {
        return new Operand(tensor, NativeMemory.segment(tensor));
    }

    static Operand zeros(NativeMemory memory, long... shape) {
        Operand operand = of(memory.allocate(ElementType.BFLOAT16, shape));
        operand.memory.fill((byte) 0);
        return operand;
    }

    int width() {
        return tensor.width();
    }

    /// Rounds just `n` numbers into the elements from `at`.
    void set(long at, float[] from, int n) {
        int whole = n / Lanes.COUNT * Lanes.COUNT;
        BrainFloats.narrow(from, 0, memory, at, whole);
        for (int i = whole; i < n; i++) {
            memory.setAtIndex(ValueLayout.JAVA_SHORT, at + i, BrainFloats.narrow(from[i]));
        }
    }
}
