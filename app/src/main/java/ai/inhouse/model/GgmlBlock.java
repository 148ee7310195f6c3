package ai.inhouse.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// A block of a GGUF file taken apart: integers, and for each run of them `value = d * scale * q +
/// m * minimum` with fp16 `d` and `m`. Kinds without small scales have 1 for each of them; those
/// without a minimum have 0, and integers on both sides of zero.
///
/// Layouts: `ggml-common.h` of ggml.
public final class GgmlBlock {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private final GgmlType type;
    private final int[] quants;
    private final int[] scales;
    private final int[] minimums;
    private short d;
    private short m;

    /// Room for a block of a kind that has blocks.
    public GgmlBlock(GgmlType type) {
        if (type.runElements() == 1) {
            throw new IllegalArgumentException(type + " has no blocks");
        }
        this.type = type;
        this.quants = new int[type.blockElements()];
        this.scales = new int[quants.length / type.runElements()];
        this.minimums = new int[scales.length];
        Arrays.fill(scales, 1);
    }

    /// Takes the block apart that begins at a byte.
    public void read(MemorySegment from, long at) {
        d = half(from, at);
        switch (type) {
            case Q4_0 -> nibbles(from, at + 2, 8);
            case Q4_1 -> {
                m = half(from, at + 2);
                minimums[0] = 1;
                nibbles(from, at + 4, 0);
            }
            case Q5_0 -> q5(from, at);
            case Q8_0 -> {
                for (int i = 0; i < quants.length; i++) {
                    quants[i] = from.get(BYTE, at + 2 + i);
                }
            }
            case Q4_K -> q4k(from, at);
            case Q6_K -> q6k(from, at);
            case F32, F16, BF16 -> throw new IllegalStateException(type + " has no blocks");
        }
    }

    public int quant(int i) {
        return quants[i];
    }

    /// fp16 bits.
    public short d() {
        return d;
    }

    /// fp16 bits.
    public short m() {
        return m;
    }

    /// From -128 to 127.
    public int scale(int run) {
        return scales[run];
    }

    /// From -63 to 1.
    public int minimum(int run) {
        return minimums[run];
    }

    /// All the block's values.
    void decode(float[] values) {
        int n = type.runElements();
        for (int run = 0; run < scales.length; run++) {
            float scale = Float.float16ToFloat(d) * scales[run];
            float minimum = Float.float16ToFloat(m) * minimums[run];
            for (int i = run * n; i < (run + 1) * n; i++) {
                values[i] = scale * quants[i] + minimum;
            }
        }
    }

    /// 16 bytes: element i in the low half of byte i, element i + 16 in its high half.
    private void nibbles(MemorySegment from, long at, int offset) {
        for (int i = 0; i < 16; i++) {
            int both = from.get(BYTE, at + i);
            quants[i] = (both & 15) - offset;
            quants[i + 16] = ((both >> 4) & 15) - offset;
        }
    }

    /// `d`, 32 fifth bits, then low halves as [#nibbles] has them.
    private void q5(MemorySegment from, long at) {
        for (int i = 0; i < 32; i++) {
            int high = (from.get(BYTE, at + 2 + i / 8) >> (i % 8)) & 1;
            int low = (from.get(BYTE, at + 6 + i % 16) >> (i / 16 * 4)) & 15;
            quants[i] = (high << 4 | low) - 16;
        }
    }

    /// `d`, `m`, 12 bytes of eight 6-bit scales and minimums, then four runs of 32 bytes: the low
    /// halves are one run of 32 elements, the high halves the next.
    private void q4k(MemorySegment from, long at) {
        m = half(from, at + 2);
        for (int run = 0; run < 8; run++) {
            scales[run] = scaleK(from, at + 4, run);
            minimums[run] = -minimumK(from, at + 4, run);
            long bytes = at + 16 + (run / 2) * 32L;
            int shift = (run % 2) * 4;
            for (int i = 0; i < 32; i++) {
                quants[run * 32 + i] = (from.get(BYTE, bytes + i) >> shift) & 15;
            }
        }
    }

    /// The first four scales lie in the low 6 bits of bytes 0 to 3; of the others, the low halves
    /// of bytes 8 to 11 hold the low bits and the top bits of bytes 0 to 3 the rest.
    private static int scaleK(MemorySegment from, long at, int run) {
        if (run < 4) {
            return from.get(BYTE, at + run) & 63;
        }
        int low = from.get(BYTE, at + run + 4) & 15;
        return low | ((from.get(BYTE, at + run - 4) & 0xc0) >> 2);
    }

    /// As [#scaleK], in bytes 4 to 7 and the high halves of bytes 8 to 11.
    private static int minimumK(MemorySegment from, long at, int run) {
        if (run < 4) {
            return from.get(BYTE, at + run + 4) & 63;
        }
        int low = (from.get(BYTE, at + run + 4) >> 4) & 15;
        return low | ((from.get(BYTE, at + run) & 0xc0) >> 2);
    }

    /// 128 bytes of low halves, 64 of upper pairs of bits, 16 signed scales, `d`. Each half of the
    /// block is four runs of 32: runs 0 and 1 in the low halves of bytes 0 to 63, runs 2 and 3 in
    /// their high halves; run r has its upper bits at bit 2r.
    private void q6k(MemorySegment from, long at) {
        d = half(from, at + 208);
        for (int i = 0; i < 16; i++) {
            scales[i] = from.get(BYTE, at + 192 + i);
        }
        for (int i = 0; i < 256; i++) {
            int part = i / 128;
            int run = (i % 128) / 32;
            int column = i % 32;
            int low = from.get(BYTE, at + part * 64L + (run % 2) * 32L + column);
            int high = from.get(BYTE, at + 128 + part * 32L + column);
            quants[i] = (((low >> (run / 2 * 4)) & 15) | (((high >> (2 * run)) & 3) << 4)) - 32;
        }
    }

    private static short half(MemorySegment from, long at) {
        return from.get(ElementType.SHORT, at);
    }
}
