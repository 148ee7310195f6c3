package ai.inhouse.engine;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
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

    // Constants as vectors: the JIT inlines only so much into one method, and a broadcast inside a
    // kernel's loop is a part of that.
    private static final FloatVector ONE = all(1);
    private static final FloatVector LOG2_E = all(1.442695f);
    private static final FloatVector MINUS_LN2_HIGH = all(-0x1.63p-1f);
    private static final FloatVector MINUS_LN2_LOW = all(2.1219444e-4f);
    private static final FloatVector SMALLEST = all(-87);
    private static final FloatVector LARGEST = all(88);

    /// Adding it to a float below 2^22 leaves the float's nearest integer in the lowest bits.
    private static final FloatVector ROUNDER = all(0x1.8p23f);

    /// Below it, 2^x would leave the normal floats.
    private static final FloatVector SMALLEST_POWER = all(-126);

    private static final FloatVector POWER_1 = all(0.6931472f);
    private static final FloatVector POWER_2 = all(0.2402265f);
    private static final FloatVector POWER_3 = all(0.05550411f);
    private static final FloatVector POWER_4 = all(0.009618129f);
    private static final FloatVector POWER_5 = all(0.0013333558f);
    private static final FloatVector POWER_6 = all(1.5403530e-4f);

    private static final FloatVector EXP_2 = all(0.5f);
    private static final FloatVector EXP_3 = all(0.16666666f);
    private static final FloatVector EXP_4 = all(4.1665796e-2f);
    private static final FloatVector EXP_5 = all(8.333452e-3f);
    private static final FloatVector EXP_6 = all(1.3981999e-3f);
    private static final FloatVector EXP_7 = all(1.9875691e-4f);

    private static final IntVector LOWEST_BIT = IntVector.broadcast(INTS, 1);
    private static final IntVector BELOW_HALF = IntVector.broadcast(INTS, 0x7fff);

    private static final List<VectorMask<Float>> FIRST_FLOATS =
            IntStream.rangeClosed(0, COUNT).mapToObj(n -> FLOATS.indexInRange(0, n)).toList();
    private static final List<VectorMask<Short>> FIRST_SHORTS =
            IntStream.rangeClosed(0, COUNT).mapToObj(n -> SHORTS.indexInRange(0, n)).toList();

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private Lanes() {}

    /// The first `count` lanes.
    static VectorMask<Float> floats(int count) {
        return FIRST_FLOATS.get(count);
    }

    /// The first `count` lanes.
    static VectorMask<Short> shorts(int count) {
        return FIRST_SHORTS.get(count);
    }

    static FloatVector all(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    static FloatVector zero() {
        return FloatVector.zero(FLOATS);
    }

    /// Half onto half, in an order of its own: `reduceLanes` adds in one order when interpreted and
    /// in another when compiled, and a resumed run would not end with the same bytes.
    static float sum(FloatVector v) {
        FloatVector s = v;
        if (COUNT > 8) {
            s = s.add(s.rearrange(BY_8));
        }
        if (COUNT > 4) {
            s = s.add(s.rearrange(BY_4));
        }
        if (COUNT > 2) {
            s = s.add(s.rearrange(BY_2));
        }
        return s.add(s.rearrange(BY_1)).lane(0);
    }

    private static VectorShuffle<Float> rotation(int by) {
        return VectorShuffle.iota(FLOATS, by % COUNT, 1, true);
    }

    /// The larger of each pair of lanes; a NaN in `b` is passed over. (Java's own maximum orders
    /// zeros and NaNs, at five times the instructions.)
    static FloatVector larger(FloatVector a, FloatVector b) {
        return a.blend(b, b.compare(VectorOperators.GT, a));
    }

    /// e^x within two units in the last place: `2^k * e^r` with |r| <= ln(2)/2, k rounded, and e^r
    /// by a polynomial (the coefficients of Cephes' expf). Below -87 it stays at e^-87, which is 0
    /// to any sum that contains a 1, and above 88 at e^88.
    static FloatVector exp(FloatVector x) {
        FloatVector bounded = x.blend(SMALLEST, x.compare(VectorOperators.LT, SMALLEST));
        bounded = bounded.blend(LARGEST, bounded.compare(VectorOperators.GT, LARGEST));
        FloatVector shifted = bounded.fma(LOG2_E, ROUNDER);
        FloatVector k = shifted.sub(ROUNDER);
        FloatVector r = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2_HIGH, bounded));
        FloatVector p = r.fma(EXP_7, EXP_6).fma(r, EXP_5).fma(r, EXP_4).fma(r, EXP_3);
        p = p.fma(r, EXP_2).fma(r.mul(r), r.add(ONE));
        // The rounder left k in the lowest bits: shifted to the exponent's place, it multiplies.
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    /// 2^x for `x` below 128, to a few units in the last place: `2^k * 2^r` with |r| <= 1/2, and
    /// 2^r by its Taylor polynomial. Below -126 it stays at 2^-126.
    static FloatVector power2(FloatVector x) {
        FloatVector bounded =
                x.blend(SMALLEST_POWER, x.compare(VectorOperators.LT, SMALLEST_POWER));
        FloatVector shifted = bounded.add(ROUNDER);
        FloatVector r = bounded.sub(shifted.sub(ROUNDER));
        FloatVector p = r.fma(POWER_6, POWER_5).fma(r, POWER_4).fma(r, POWER_3).fma(r, POWER_2);
        p = p.fma(r, POWER_1).fma(r, ONE);
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    /// 1 / (1 + e^-x).
    static FloatVector sigmoid(FloatVector x) {
        return ONE.div(exp(x.neg()).add(ONE));
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
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(LOWEST_BIT);
        IntVector rounded = bits.add(odd.add(BELOW_HALF)).lanewise(VectorOperators.LSHR, 16);
        return (ShortVector) rounded.convertShape(VectorOperators.I2S, SHORTS, 0);
    }
}
