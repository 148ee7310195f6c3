package ai.inhouse.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/// How GGUF files store weights: plain floats, or blocks of small integers with a scale each. A
/// block of the `_0` kinds means `d * q`, of the `_1` kinds `d * q + m`; the `_K` kinds have blocks
/// of 256 in which each run of 16 or 32 has a small scale (and minimum) of its own.
///
/// Layouts: `ggml-common.h` of ggml, whose names these are.
public enum GgmlType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q8_0(8, 32, 34),
    Q4_K(12, 256, 144),
    Q6_K(14, 256, 210),
    BF16(30, 1, 2);

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private final int code;
    private final int blockElements;
    private final int blockBytes;

    GgmlType(int code, int blockElements, int blockBytes) {
        this.code = code;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /// @param code as stored in the file
    public static Optional<GgmlType> of(int code) {
        return Arrays.stream(values()).filter(t -> t.code == code).findFirst();
    }

    int code() {
        return code;
    }

    /// Elements that share a scale; a row is a whole number of blocks.
    public int blockElements() {
        return blockElements;
    }

    /// Bytes of one block.
    public int blockBytes() {
        return blockBytes;
    }

    /// Decodes whole blocks.
    ///
    /// @param from as many blocks as `to` has room for
    /// @param to fp32
    void toFloat(MemorySegment from, MemorySegment to) {
        switch (this) {
            case F32 -> ElementType.F32.toFloat(from, to);
            case F16 -> ElementType.F16.toFloat(from, to);
            case BF16 -> ElementType.BF16.toFloat(from, to);
            case Q4_0, Q4_1, Q5_0, Q8_0, Q4_K, Q6_K -> blocksToFloat(from, to);
        }
    }

    private void blocksToFloat(MemorySegment from, MemorySegment to) {
        float[] values = new float[blockElements];
        long blocks = to.byteSize() / Float.BYTES / blockElements;
        for (long block = 0; block < blocks; block++) {
            long at = block * blockBytes;
            switch (this) {
                case Q4_0 -> q4(from, at + 2, half(from, at), -8 * half(from, at), values);
                case Q4_1 -> q4(from, at + 4, half(from, at), half(from, at + 2), values);
                case Q5_0 -> q5(from, at, values);
                case Q8_0 -> q8(from, at, values);
                case Q4_K -> q4k(from, at, values);
                case Q6_K -> q6k(from, at, values);
                case F32, F16, BF16 -> throw new IllegalStateException(this + " has no blocks");
            }
            MemorySegment.copy(
                    values,
                    0,
                    to,
                    ValueLayout.JAVA_FLOAT,
                    block * blockElements * Float.BYTES,
                    blockElements);
        }
    }

    /// 16 bytes: element i in the low half of byte i, element i + 16 in its high half.
    private static void q4(MemorySegment from, long at, float scale, float min, float[] values) {
        for (int i = 0; i < 16; i++) {
            int both = from.get(BYTE, at + i);
            values[i] = scale * (both & 15) + min;
            values[i + 16] = scale * ((both >> 4) & 15) + min;
        }
    }

    /// `d`, 32 fifth bits, then low halves as [#q4] has them.
    private static void q5(MemorySegment from, long at, float[] values) {
        float scale = half(from, at);
        for (int i = 0; i < 32; i++) {
            int high = (from.get(BYTE, at + 2 + i / 8) >> (i % 8)) & 1;
            int low = (from.get(BYTE, at + 6 + i % 16) >> (i / 16 * 4)) & 15;
            values[i] = scale * ((high << 4 | low) - 16);
        }
    }

    private static void q8(MemorySegment from, long at, float[] values) {
        float scale = half(from, at);
        for (int i = 0; i < values.length; i++) {
            values[i] = scale * from.get(BYTE, at + 2 + i);
        }
    }

    /// `d, dmin`, 12 bytes of eight 6-bit scales and minimums, then four runs of 32 bytes: the low
    /// halves are one sub-block of 32 elements, the high halves the next.
    private static void q4k(MemorySegment from, long at, float[] values) {
        float d = half(from, at);
        float dmin = half(from, at + 2);
        for (int sub = 0; sub < 8; sub++) {
            float scale = d * scaleK(from, at + 4, sub);
            float min = dmin * minK(from, at + 4, sub);
            long quants = at + 16 + (sub / 2) * 32L;
            int shift = (sub % 2) * 4;
            for (int i = 0; i < 32; i++) {
                int q = (from.get(BYTE, quants + i) >> shift) & 15;
                values[sub * 32 + i] = scale * q - min;
            }
        }
    }

    /// The first four scales lie in the low 6 bits of bytes 0 to 3; of the others, the low halves
    /// of bytes 8 to 11 hold the low bits and the top bits of bytes 0 to 3 the rest.
    private static int scaleK(MemorySegment from, long at, int sub) {
        if (sub < 4) {
            return from.get(BYTE, at + sub) & 63;
        }
        int low = from.get(BYTE, at + sub + 4) & 15;
        return low | ((from.get(BYTE, at + sub - 4) & 0xc0) >> 2);
    }

    /// As [#scaleK], in bytes 4 to 7 and the high halves of bytes 8 to 11.
    private static int minK(MemorySegment from, long at, int sub) {
        if (sub < 4) {
            return from.get(BYTE, at + sub + 4) & 63;
        }
        int low = (from.get(BYTE, at + sub + 4) >> 4) & 15;
        return low | ((from.get(BYTE, at + sub) & 0xc0) >> 2);
    }

    /// 128 bytes of low halves, 64 of upper pairs of bits, 16 signed scales, `d`. Each half of the
    /// block is four runs of 32: runs 0 and 1 in the low halves of bytes 0 to 63, runs 2 and 3 in
    /// their high halves; run r has its upper bits at bit 2r.
    private static void q6k(MemorySegment from, long at, float[] values) {
        float d = half(from, at + 208);
        for (int i = 0; i < 256; i++) {
            int part = i / 128;
            int run = (i % 128) / 32;
            int column = i % 32;
            int low = from.get(BYTE, at + part * 64L + (run % 2) * 32L + column);
            int high = from.get(BYTE, at + 128 + part * 32L + column);
            int q = ((low >> (run / 2 * 4)) & 15) | (((high >> (2 * run)) & 3) << 4);
            values[i] = d * from.get(BYTE, at + 192 + i / 16) * (q - 32);
        }
    }

    private static float half(MemorySegment from, long at) {
        return Float.float16ToFloat(from.get(ElementType.SHORT, at));
    }
}
