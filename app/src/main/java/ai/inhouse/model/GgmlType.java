package ai.inhouse.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// How GGUF files store weights: plain floats, or a [GgmlBlock] of small integers with a scale. A
/// block of the `_0` kinds means `d * q`, of the `_1` kinds `d * q + m`; the `_K` kinds have blocks
/// of 256 in which each run of 16 or 32 has a small scale (and minimum) of its own. The names are
/// ggml's.
public enum GgmlType {
    F32(0, 1, 1, 4),
    F16(1, 1, 1, 2),
    Q4_0(2, 32, 32, 18),
    Q4_1(3, 32, 32, 20),
    Q5_0(6, 32, 32, 22),
    Q8_0(8, 32, 32, 34),
    Q4_K(12, 256, 32, 144),
    Q6_K(14, 256, 16, 210),
    BF16(30, 1, 1, 2);

    private final int code;
    private final int blockElements;
    private final int runElements;
    private final int blockBytes;

    GgmlType(int code, int blockElements, int runElements, int blockBytes) {
        this.code = code;
        this.blockElements = blockElements;
        this.runElements = runElements;
        this.blockBytes = blockBytes;
    }

    /// @param code as stored in the file
    public static Optional<GgmlType> of(int code) {
        return Arrays.stream(values()).filter(t -> t.code == code).findFirst();
    }

    int code() {
        return code;
    }

    /// Elements that are stored together; a row is a whole number of blocks.
    public int blockElements() {
        return blockElements;
    }

    /// Elements of a block that share a scale.
    public int runElements() {
        return runElements;
    }

    /// Whether weights are stored as integers with scales.
    public boolean isQuantized() {
        return runElements > 1;
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
        GgmlBlock block = new GgmlBlock(this);
        float[] values = new float[blockElements];
        long blocks = to.byteSize() / Float.BYTES / blockElements;
        for (long i = 0; i < blocks; i++) {
            block.read(from, i * blockBytes);
            block.decode(values);
            MemorySegment.copy(
                    values,
                    0,
                    to,
                    ValueLayout.JAVA_FLOAT,
                    i * blockElements * Float.BYTES,
                    blockElements);
        }
    }

    /// Encodes fp32 with the roundings of ggml's reference quantizers.
    ///
    /// @param values whole blocks of finite numbers
    /// @param out little-endian; as many blocks are put as there are
    public void encode(float[] values, ByteBuffer out) {
        GgmlEncoder.encode(this, values, out);
    }
}
