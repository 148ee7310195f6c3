package ai.inhouse.inference;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// How wide this machine's vectors are, and what follows from it for the layouts of weights and
/// keys. All kernels take a sum in one order, whatever else is computed with it and on however many
/// threads: most put different outputs into different lanes and walk the sum itself one element
/// after the other, and where lanes are added it is half onto half.
final class Lanes {
    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    static final VectorSpecies<Float> FLOAT = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INT =
            VectorSpecies.of(int.class, FLOAT.vectorShape()).check(int.class);

    /// fp32 elements in a vector.
    static final int COUNT = FLOAT.length();

    /// As many 16-bit elements as a vector has lanes.
    static final VectorSpecies<Short> SHORT =
            VectorSpecies.of(short.class, shape(COUNT * Short.SIZE)).check(short.class);

    /// As many bytes as a vector has lanes, or more where no vector is so small.
    static final VectorSpecies<Byte> BYTE =
            VectorSpecies.of(byte.class, shape(Math.max(64, COUNT * Byte.SIZE))).check(byte.class);

    /// So many bytes may be read after the last that [#BYTE] is meant to read.
    static final int SPARE_BYTES = BYTE.length();

    /// Rows of a matrix that are stored interleaved: two vectors.
    static final int PANEL = 2 * COUNT;

    /// Positions whose keys are stored interleaved: four vectors.
    static final int PAGE = 4 * COUNT;

    /// What an fp16's exponent lacks when its bits stand in an fp32's place.
    private static final float HALF_BIAS = 0x1p112f;

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private Lanes() {}

    private static VectorShuffle<Float> rotation(int by) {
        return VectorShuffle.iota(FLOAT, by % COUNT, 1, true);
    }

    /// The sum of a vector's lanes, half onto half: a vector's own sum takes them in one order when
    /// interpreted and in another when compiled.
    static float fold(FloatVector v) {
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

    private static VectorShape shape(int bits) {
        return VectorShape.forBitSize(bits);
    }

    /// The next multiple of a vector's length.
    static int roundUp(int n) {
        return Math.ceilDiv(n, COUNT) * COUNT;
    }

    static int roundUpToPanel(int n) {
        return Math.ceilDiv(n, PANEL) * PANEL;
    }

    /// The fp32 values of a panel's fp16 numbers. The bits are brought to where an fp32 has its
    /// exponent and fraction; then only the difference of the exponents' biases is lacking.
    static void fromHalves(MemorySegment from, long at, float[] to, int toAt) {
        for (int i = 0; i < PANEL; i += COUNT) {
            ((IntVector)
                            ShortVector.fromMemorySegment(
                                            SHORT, from, at + (long) i * Short.BYTES, ORDER)
                                    .convertShape(VectorOperators.S2I, INT, 0))
                    .lanewise(VectorOperators.LSHL, 13)
                    .and(0x8fffe000)
                    .reinterpretAsFloats()
                    .mul(HALF_BIAS)
                    .intoArray(to, toAt + i);
        }
    }
}
