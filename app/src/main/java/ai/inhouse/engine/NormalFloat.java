package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;
import static ai.inhouse.engine.Lanes.MEMORY;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// NF4 (Dettmers et al. 2023, appendix E): blocks of 64 weights, each a 4-bit index into the
/// quantiles of a normal distribution, times the block's largest size. Four and a half bits a
/// weight.
///
/// A block's bytes hold element `i` in the low half of byte `i` and element `i + 32` in its high
/// half.
public final class NormalFloat {
    /// Weights that share a scale.
    public static final int BLOCK = 64;

    private static final int BYTES = BLOCK / 2;

    /// The paper's table, exact in fp32.
    private static final float[] LEVELS = {
        -1.0f,
        -0.6961928f,
        -0.52507305f,
        -0.3949175f,
        -0.28444138f,
        -0.18477343f,
        -0.091050036f,
        0.0f,
        0.0795803f,
        0.1609302f,
        0.2461123f,
        0.33791524f,
        0.44070983f,
        0.562617f,
        0.72295684f,
        1.0f
    };

    private static final boolean VECTORS = COUNT == LEVELS.length;
    private static final VectorSpecies<Byte> QUARTER =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, COUNT * Byte.SIZE)));
    private static final IntVector TABLE = table();

    private NormalFloat() {}

    private static IntVector table() {
        int[] bits = new int[Math.max(COUNT, LEVELS.length)];
        for (int i = 0; i < LEVELS.length; i++) {
            bits[i] = Float.floatToRawIntBits(LEVELS[i]);
        }
        return IntVector.fromArray(Lanes.INTS, bits, 0);
    }

    static float level(int index) {
        return LEVELS[index];
    }

    public static long blocks(long elements) {
        return Math.ceilDiv(elements, BLOCK);
    }

    /// Bytes of the indices of so many elements.
    public static long bytes(long elements) {
        return blocks(elements) * BYTES;
    }

    /// @param weights fp32
    /// @param indices [#bytes] of them
    /// @param scales one fp32 a block
    public static void encode(MemorySegment weights, MemorySegment indices, MemorySegment scales) {
        long n = weights.byteSize() / Float.BYTES;
        float[] block = new float[BLOCK];
        for (long b = 0; b < blocks(n); b++) {
            float scale = 0;
            for (int i = 0; i < BLOCK; i++) {
                long at = b * BLOCK + i;
                block[i] = at < n ? weights.getAtIndex(ValueLayout.JAVA_FLOAT, at) : 0;
                scale = Math.max(scale, Math.abs(block[i]));
            }
            scales.setAtIndex(ValueLayout.JAVA_FLOAT, b, scale);
            float inverse = scale == 0 ? 0 : 1 / scale;
            for (int i = 0; i < BYTES; i++) {
                int both = nearest(block[i] * inverse) | (nearest(block[i + BYTES] * inverse) << 4);
                indices.set(ValueLayout.JAVA_BYTE, b * BYTES + i, (byte) both);
            }
        }
    }

    private static int nearest(float value) {
        int index = 0;
        while (index < LEVELS.length - 1 && value > (LEVELS[index] + LEVELS[index + 1]) / 2) {
            index++;
        }
        return index;
    }

    /// @param out as many elements as were encoded
    public static void decode(MemorySegment indices, MemorySegment scales, Tensor out) {
        long n = out.elements();
        long whole = VECTORS ? n / BLOCK : 0;
        for (long b = 0; b < whole; b++) {
            float scale = scales.getAtIndex(ValueLayout.JAVA_FLOAT, b);
            decode(indices.address() + b * BYTES, scale, out.storage(), out.address(), b * BLOCK);
        }
        for (long i = whole * BLOCK; i < n; i++) {
            int within = (int) (i % BLOCK);
            int both = indices.get(ValueLayout.JAVA_BYTE, i / BLOCK * BYTES + within % BYTES);
            float scale = scales.getAtIndex(ValueLayout.JAVA_FLOAT, i / BLOCK);
            float value = LEVELS[(both >> (within / BYTES * 4)) & 15] * scale;
            out.storage().set(out.address(), i, value);
        }
    }

    private static void decode(long indices, float scale, Storage s, long out, long at) {
        FloatVector factor = Lanes.all(scale);
        for (int i = 0; i < BYTES; i += COUNT) {
            ByteVector bytes =
                    ByteVector.fromMemorySegment(QUARTER, MEMORY, indices + i, Lanes.ORDER);
            IntVector both =
                    (IntVector) bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, Lanes.INTS, 0);
            IntVector low = both.and(15);
            IntVector high = both.lanewise(VectorOperators.LSHR, 4);
            s.store(low.selectFrom(TABLE).reinterpretAsFloats().mul(factor), out, at + i);
            s.store(high.selectFrom(TABLE).reinterpretAsFloats().mul(factor), out, at + BYTES + i);
        }
    }
}
