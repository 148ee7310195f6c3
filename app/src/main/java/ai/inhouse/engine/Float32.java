package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.FLOATS;
import static ai.inhouse.engine.Lanes.MEMORY;
import static ai.inhouse.engine.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/// IEEE single precision.
final class Float32 implements Storage {
    static final Float32 INSTANCE = new Float32();

    private Float32() {}

    @Override
    public FloatVector load(long address, long index) {
        return FloatVector.fromMemorySegment(FLOATS, MEMORY, at(address, index), ORDER);
    }

    @Override
    public FloatVector load(long address, long index, int count) {
        return FloatVector.fromMemorySegment(
                FLOATS, MEMORY, at(address, index), ORDER, Lanes.floats(count));
    }

    @Override
    public void store(FloatVector v, long address, long index) {
        v.intoMemorySegment(MEMORY, at(address, index), ORDER);
    }

    @Override
    public void store(FloatVector v, long address, long index, int count) {
        v.intoMemorySegment(MEMORY, at(address, index), ORDER, Lanes.floats(count));
    }

    @Override
    public float get(long address, long index) {
        return MEMORY.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at(address, index));
    }

    @Override
    public void set(long address, long index, float value) {
        MEMORY.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at(address, index), value);
    }

    private static long at(long address, long index) {
        return address + Float.BYTES * index;
    }
}
