package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.MEMORY;
import static ai.inhouse.engine.Lanes.ORDER;
import static ai.inhouse.engine.Lanes.SHORTS;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;

/// The upper 16 bits of an fp32; rounds to nearest even when stored.
final class BFloat16 implements Storage {
    static final BFloat16 INSTANCE = new BFloat16();

    private BFloat16() {}

    @Override
    public FloatVector load(long address, long index) {
        return Lanes.widen(
                ShortVector.fromMemorySegment(SHORTS, MEMORY, at(address, index), ORDER));
    }

    @Override
    public FloatVector load(long address, long index, int count) {
        return Lanes.widen(
                ShortVector.fromMemorySegment(
                        SHORTS, MEMORY, at(address, index), ORDER, Lanes.shorts(count)));
    }

    @Override
    public void store(FloatVector v, long address, long index) {
        Lanes.narrow(v).intoMemorySegment(MEMORY, at(address, index), ORDER);
    }

    @Override
    public void store(FloatVector v, long address, long index, int count) {
        Lanes.narrow(v).intoMemorySegment(MEMORY, at(address, index), ORDER, Lanes.shorts(count));
    }

    @Override
    public float get(long address, long index) {
        int bits = MEMORY.get(ValueLayout.JAVA_SHORT_UNALIGNED, at(address, index));
        return Float.intBitsToFloat(bits << 16);
    }

    @Override
    public void set(long address, long index, float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
        MEMORY.set(ValueLayout.JAVA_SHORT_UNALIGNED, at(address, index), (short) rounded);
    }

    private static long at(long address, long index) {
        return address + Short.BYTES * index;
    }
}
