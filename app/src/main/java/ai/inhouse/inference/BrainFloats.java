package ai.inhouse.inference;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// Between fp32 and bf16, its upper half. Rounds to nearest, ties to even; a NaN may become an
/// infinity.
final class BrainFloats {
    private static final int BELOW_HALF = 0x7fff;

    private BrainFloats() {}

    static FloatVector widen(ShortVector bits) {
        return ((IntVector) bits.convertShape(VectorOperators.ZERO_EXTEND_S2I, Lanes.INT, 0))
                .lanewise(VectorOperators.LSHL, Short.SIZE)
                .reinterpretAsFloats();
    }

    static ShortVector narrow(FloatVector v) {
        IntVector bits = v.reinterpretAsInts();
        IntVector odd = bits.lanewise(VectorOperators.LSHR, Short.SIZE).and(1);
        IntVector rounded = bits.add(odd.add(BELOW_HALF));
        return (ShortVector)
                rounded.lanewise(VectorOperators.LSHR, Short.SIZE)
                        .convertShape(VectorOperators.I2S, Lanes.SHORT, 0);
    }

    static float widen(short bits) {
        return Float.intBitsToFloat(bits << Short.SIZE);
    }

    static short narrow(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + BELOW_HALF + ((bits >>> Short.SIZE) & 1)) >>> Short.SIZE);
    }

    /// Whole vectors of numbers, at least `n`.
    ///
    /// @param at index of the first
    static void widen(MemorySegment from, long at, float[] to, int toAt, int n) {
        for (int i = 0; i < n; i += Lanes.COUNT) {
            long address = (at + i) * Short.BYTES;
            widen(ShortVector.fromMemorySegment(Lanes.SHORT, from, address, Lanes.ORDER))
                    .intoArray(to, toAt + i);
        }
    }

    /// Whole vectors of numbers, at least `n`.
    ///
    /// @param at index of the first
    static void narrow(float[] from, int fromAt, MemorySegment to, long at, int n) {
        for (int i = 0; i < n; i += Lanes.COUNT) {
            narrow(FloatVector.fromArray(Lanes.FLOAT, from, fromAt + i))
                    .intoMemorySegment(to, (at + i) * Short.BYTES, Lanes.ORDER);
        }
    }
}
