package ai.inhouse.engine;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The vector shapes that the kernels compute in: as wide as this machine prefers.
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /// As many 16-bit lanes as there are floats.
    static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

    /// Floats in a vector.
    static final int COUNT = FLOATS.length();

    /// All of native memory. Kernels address it directly: whoever owns a [Tensor] keeps it alive.
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private static final float LOG2_E = 1.442695f;
    private static final float LN2_HIGH = 0x1.63p-1f;
    private static final float LN2_LOW = -2.1219444e-4f;

    /// Adding and subtracting it rounds a float below 2^22 to an integer.
    private static final float ROUNDER = 0x1.8p23f;

    private static final float SMALLEST = -87.3f;
    private static final float LARGEST = 88.3f;

    private Lanes() {}

    static FloatVector all(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    static FloatVector zero() {
        return FloatVector.zero(FLOATS);
    }

    static float sum(FloatVector v) {
        return v.reduceLanes(VectorOperators.ADD);
    }

    /// e^x within two units in the last place: `2^k * e^r` with |r| <= ln(2)/2, k rounded, and e^r
    /// by a polynomial (the coefficients of Cephes' expf). Below -87.3 it stays at e^-87.3, which
    /// is 0 to any sum that contains a 1.
    static FloatVector exp(FloatVector x) {
        FloatVector bounded = x.max(SMALLEST).min(LARGEST);
        FloatVector k = bounded.fma(all(LOG2_E), all(ROUNDER)).sub(ROUNDER);
        FloatVector r = k.fma(all(-LN2_HIGH), bounded);
        r = k.fma(all(-LN2_LOW), r);
        FloatVector p = r.fma(all(1.9875691e-4f), all(1.3981999e-3f));
        p = p.fma(r, all(8.333452e-3f));
        p = p.fma(r, all(4.1665796e-2f));
        p = p.fma(r, all(0.16666666f));
        p = p.fma(r, all(0.5f));
        p = p.fma(r.mul(r), r.add(1f));
        IntVector exponent = ((IntVector) k.convert(VectorOperators.F2I, 0)).add(127);
        return p.mul(exponent.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
    }

    /// 1 / (1 + e^-x).
    static FloatVector sigmoid(FloatVector x) {
        return all(1f).div(exp(x.neg()).add(1f));
    }

    /// bf16 bits to fp32: exact.
    static FloatVector widen(ShortVector bits) {
        return ((IntVector) bits.convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                .lanewise(VectorOperators.LSHL, 16)
                .reinterpretAsFloats();
    }

    /// fp32 to bf16 bits, rounded to nearest, ties to even. Infinities stay; a NaN may become one.
    static ShortVector narrow(FloatVector v) {
        IntVector bits = v.reinterpretAsInts();
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
        IntVector rounded = bits.add(odd.add(0x7fff)).lanewise(VectorOperators.LSHR, 16);
        return (ShortVector) rounded.convertShape(VectorOperators.I2S, SHORTS, 0);
    }
}
