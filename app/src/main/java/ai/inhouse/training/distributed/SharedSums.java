package ai.inhouse.training.distributed;

import ai.inhouse.engine.ProcessGroup;
import ai.inhouse.model.GradientExchange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Sums of gradients over a group of processes.
record SharedSums(ProcessGroup group) implements GradientExchange {
    @Override
    public void sum(MemorySegment floats) {
        group.sum(floats);
    }

    @Override
    public double agreed(double own) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, own);
            group.broadcast(number);
            return number.get(ValueLayout.JAVA_DOUBLE, 0);
        }
    }
}
