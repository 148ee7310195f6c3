package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/// Blocks worked out by hand from the format's description.
class GgmlTypeTest {
    private static final short HALF = Float.floatToFloat16(0.5f);
    private static final short TWO = Float.floatToFloat16(2f);

    @Test
    void decodesPlainFloats() {
        assertThat(decode(GgmlType.F32, bytes(4).putFloat(1.5f))).containsExactly(1.5f);
        assertThat(decode(GgmlType.F16, bytes(2).putShort(HALF))).containsExactly(0.5f);
        assertThat(decode(GgmlType.BF16, bytes(2).putShort((short) 0xc040))).containsExactly(-3f);
    }

    @Test
    void decodesQ4WithAnOffsetOfEight() {
        ByteBuffer block = bytes(18).putShort(HALF).put((byte) 0xf3);
        float[] values = decode(GgmlType.Q4_0, block);
        assertThat(values[0]).isEqualTo(0.5f * (3 - 8));
        assertThat(values[16]).isEqualTo(0.5f * (15 - 8));
        assertThat(values[1]).isEqualTo(0.5f * -8);
    }

    @Test
    void decodesQ4WithAMinimum() {
        ByteBuffer block = bytes(20).putShort(HALF).putShort(TWO).put((byte) 0xa1);
        float[] values = decode(GgmlType.Q4_1, block);
        assertThat(values[0]).isEqualTo(0.5f * 1 + 2);
        assertThat(values[16]).isEqualTo(0.5f * 10 + 2);
        assertThat(values[31]).isEqualTo(2);
    }

    @Test
    void decodesQ8() {
        ByteBuffer block = bytes(34).putShort(HALF).put((byte) -128).put((byte) 127);
        float[] values = decode(GgmlType.Q8_0, block);
        assertThat(values[0]).isEqualTo(-64);
        assertThat(values[1]).isEqualTo(63.5f);
        assertThat(values[31]).isZero();
    }

    @Test
    void decodesTwoBlocksInARow() {
        ByteBuffer blocks = bytes(68).putShort(HALF).put((byte) 2).position(34);
        float[] values = decode(GgmlType.Q8_0, blocks.putShort(TWO).put((byte) 3));
        assertThat(values).hasSize(64);
        assertThat(values[0]).isEqualTo(1);
        assertThat(values[32]).isEqualTo(6);
    }

    @Test
    void decodesQ4KWithItsPackedScales() {
        ByteBuffer block = bytes(144).putShort(HALF).putShort(TWO);
        // Scales: sub-block 0 has 5, sub-block 5 has 0b10_0011 = 35 (low half of byte 9, top of 1).
        block.put(4, (byte) 5).put(5, (byte) 0x80).put(4 + 9, (byte) 0x73);
        // Minimums: sub-block 0 has 3; sub-block 5 has 0b01_0111 = 23 (high half of 9, top of 5).
        block.put(4 + 4, (byte) 3).put(4 + 5, (byte) 0x40);
        // Sub-blocks 0 and 1 share bytes 0 to 31; sub-block 5 has the high halves of 64 to 95.
        block.put(16, (byte) 0x0c).put(16 + 64 + 31, (byte) 0x9f);
        float[] values = decode(GgmlType.Q4_K, block);
        assertThat(values[0]).isEqualTo(0.5f * 5 * 12 - 2 * 3);
        assertThat(values[1]).isEqualTo(-2f * 3);
        assertThat(values[5 * 32 + 31]).isEqualTo(0.5f * 35 * 9 - 2 * 23);
        assertThat(values[32]).isZero();
    }

    @Test
    void decodesQ6KWithItsSplitBits() {
        ByteBuffer block = bytes(210);
        // Element 0: low 4 bits 13, upper 2 bits 3, so 61 - 32.
        block.put(0, (byte) 0x2d).put(128, (byte) 0b01_00_00_11);
        block.put(192, (byte) -4);
        // Element 96 (run 3): high half of byte 32, bits 6 and 7 of byte 128: 0x5 | 1 << 4 = 21.
        block.put(32, (byte) 0x50).put(192 + 6, (byte) 7);
        // Element 128 + 64 (second part, run 2): high half of byte 64, bits 4 and 5 of byte 160.
        block.put(64, (byte) 0xf0).put(160, (byte) 0b00_10_00_00).put(192 + 12, (byte) 1);
        block.putShort(208, HALF);
        float[] values = decode(GgmlType.Q6_K, block);
        assertThat(values[0]).isEqualTo(0.5f * -4 * (61 - 32));
        assertThat(values[96]).isEqualTo(0.5f * 7 * (21 - 32));
        assertThat(values[192]).isEqualTo(0.5f * 1 * (47 - 32));
        assertThat(values[1]).isEqualTo(0.5f * -4 * -32);
    }

    private static ByteBuffer bytes(int n) {
        return ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static float[] decode(GgmlType type, ByteBuffer block) {
        int elements = block.capacity() / type.blockBytes() * type.blockElements();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(elements * 4L, 4);
            type.toFloat(MemorySegment.ofBuffer(block.rewind()), target);
            return target.toArray(ValueLayout.JAVA_FLOAT);
        }
    }
}
