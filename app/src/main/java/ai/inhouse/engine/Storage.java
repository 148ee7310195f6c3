package ai.inhouse.engine;

import jdk.incubator.vector.FloatVector;

/// Moves elements between memory and fp32 lanes, so that each kernel is written once for all
/// [ElementType]s. The implementations are stateless and final: the JIT inlines them, and a kernel
/// that has seen both costs as much as one written for a single type.
sealed interface Storage permits Float32, BFloat16 {
    /// @param address of element 0
    /// @param index of the first element to load
    FloatVector load(long address, long index);

    /// The first `count` lanes; the others are zero.
    FloatVector load(long address, long index, int count);

    void store(FloatVector v, long address, long index);

    /// Stores the first `count` lanes and touches nothing after them.
    void store(FloatVector v, long address, long index, int count);

    float get(long address, long index);

    void set(long address, long index, float value);
}
