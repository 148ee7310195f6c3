package ai.inhouse.inference;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// How wide this machine's vectors are, and what follows from it for the layouts of weights and
/// keys. All kernels put different outputs into different lanes and walk the sum itself one element
/// after the other: a product of a matrix never adds one lane to another, so that it depends
/// neither on what else is computed with it nor on the number of threads.
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

    /// Rows of a matrix that are stored interleaved: two vectors.
    static final int PANEL = 2 * COUNT;

    /// Positions whose keys are stored interleaved: four vectors.
    static final int PAGE = 4 * COUNT;

    private Lanes() {}

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
}
