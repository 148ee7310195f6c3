package ai.inhouse.model;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// fp32 elements in native memory, and how a file should store them.
///
/// @param shape row-major; empty for one element
/// @param memory fp32, as many elements as the shape says
/// @param type [ElementType#F32], or [ElementType#BF16] to halve the file
public record NamedTensor(
        String name, List<Integer> shape, MemorySegment memory, ElementType type) {
    public NamedTensor {
        shape = List.copyOf(shape);
        long elements = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        if (memory.byteSize() != elements * Float.BYTES) {
            throw new IllegalArgumentException(
                    "%s has the shape %s but %d bytes".formatted(name, shape, memory.byteSize()));
        }
        if (type != ElementType.F32 && type != ElementType.BF16) {
            throw new IllegalArgumentException("weights are written as F32 or BF16, not " + type);
        }
    }

    public long elements() {
        return memory.byteSize() / Float.BYTES;
    }
}
