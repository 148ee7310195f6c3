package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorOperators.Conversion;

/// Weights as integers of 8 bits with an fp16 scale for every 32 of a row, as in ggml's Q8_0. A
/// block of a panel is 32 columns of bytes, then the scales of its rows.
///
/// The inputs stay fp32: turning bytes into floats and multiplying is three instructions a vector,
/// which two cores do faster than memory delivers the bytes, so rounding the inputs too would cost
/// accuracy and gain nothing.
final class ByteMatrix extends PanelMatrix {
    /// Columns that share a scale.
    static final int BLOCK = 32;

    private static final ByteOrder ORDER = Lanes.ORDER;
    private static final Conversion<Byte, Float> B2F = VectorOperators.B2F;
    private static final int N = Lanes.COUNT;
    private static final int SCALES_AT = BLOCK * Lanes.PANEL;
    private static final int BLOCK_BYTES = SCALES_AT + Lanes.PANEL * Short.BYTES;

    /// Bytes of the scales in one vector.
    private static final long SCALE_BYTES = (long) N * Short.BYTES;

    private static final int GREATEST = 127;

    /// What an fp16's exponent lacks when its bits stand in an fp32's place.
    private static final float HALF_BIAS = 0x1p112f;

    private final MemorySegment memory;
    private final int blocks;

    ByteMatrix(int rows, int columns, Arena arena) {
        super(rows, columns, BLOCK);
        this.blocks = Math.ceilDiv(columns, BLOCK);
        this.memory = arena.allocate((long) panels * blocks * BLOCK_BYTES, 64);
    }

    @Override
    long bytes() {
        return memory.byteSize();
    }

    private long at(int panel, int block) {
        return ((long) panel * blocks + block) * BLOCK_BYTES;
    }

    @Override
    void packRow(int row, MemorySegment source) {
        int lane = row % Lanes.PANEL;
        for (int block = 0; block < blocks; block++) {
            int from = block * BLOCK;
            int to = Math.min(from + BLOCK, columns);
            float greatest = 0;
            for (int k = from; k < to; k++) {
                float value = source.getAtIndex(ValueLayout.JAVA_FLOAT, k);
                greatest = Math.max(greatest, Math.abs(value));
            }
            short half = Float.floatToFloat16(greatest / GREATEST);
            float scale = Float.float16ToFloat(half);
            float inverse = scale == 0 ? 0 : 1 / scale;
            long at = at(row / Lanes.PANEL, block);
            memory.set(ValueLayout.JAVA_SHORT, at + SCALES_AT + (long) lane * Short.BYTES, half);
            for (int k = from; k < to; k++) {
                float value = source.getAtIndex(ValueLayout.JAVA_FLOAT, k) * inverse;
                int q = Math.clamp(Math.round(value), -GREATEST, GREATEST);
                memory.set(
                        ValueLayout.JAVA_BYTE,
                        at + (long) (k - from) * Lanes.PANEL + lane,
                        (byte) q);
            }
        }
    }

    @Override
    void copyRow(int row, float[] target, int to) {
        int lane = row % Lanes.PANEL;
        for (int k = 0; k < columns; k++) {
            long at = at(row / Lanes.PANEL, k / BLOCK);
            short half =
                    memory.get(ValueLayout.JAVA_SHORT, at + SCALES_AT + (long) lane * Short.BYTES);
            byte q = memory.get(ValueLayout.JAVA_BYTE, at + k % BLOCK * (long) Lanes.PANEL + lane);
            target[to + k] = Float.float16ToFloat(half) * q;
        }
    }

    @Override
    void unpack(int panel, int from, int to, float[] weights) {
        for (int k = from; k < to; k += BLOCK) {
            long start = at(panel, k / BLOCK);
            int target = (k - from) * Lanes.PANEL;
            int vectors = Math.min(BLOCK, to - k) * 2;
            for (int i = 0; i < vectors; i++) {
                long at = start + (long) i * N;
                ByteVector w = ByteVector.fromMemorySegment(Lanes.BYTE, memory, at, ORDER);
                ((FloatVector) w.convertShape(B2F, Lanes.FLOAT, 0))
                        .intoArray(weights, target + i * N);
            }
        }
    }

    @Override
    void unpackScales(int panel, int from, int to, float[] scales) {
        for (int k = from, s = 0; k < to; k += BLOCK, s += Lanes.PANEL) {
            decodeScales(panel, k / BLOCK, scales, s);
        }
    }

    /// An fp16 that is not negative, shifted to where an fp32 has its exponent and fraction, lacks
    /// only the difference of the exponents' biases.
    private void decodeScales(int panel, int block, float[] scales, int to) {
        long start = at(panel, block) + SCALES_AT;
        for (int i = 0; i < 2; i++) {
            ShortVector.fromMemorySegment(Lanes.SHORT, memory, start + i * SCALE_BYTES, ORDER)
                    .convertShape(VectorOperators.ZERO_EXTEND_S2I, Lanes.INT, 0)
                    .lanewise(VectorOperators.LSHL, 13)
                    .reinterpretAsFloats()
                    .mul(HALF_BIAS)
                    .intoArray(scales, to + i * N);
        }
    }

    @Override
    void multiplyOne(Activations x, Activations y, int fromPanel, int toPanel, Scratch scratch) {
        int panel = fromPanel;
        for (; panel + 1 < toPanel; panel += 2) {
            for (int block = 0; block < blocks; block++) {
                multiplyTwoPanels(x.values, y.values, panel, block, scratch);
            }
        }
        for (int block = 0; panel < toPanel && block < blocks; block++) {
            multiplyPanel(x.values, y.values, panel, block, scratch);
        }
    }

    private void multiplyTwoPanels(float[] x, float[] y, int panel, int block, Scratch scratch) {
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        long left = at(panel, block);
        long right = at(panel + 1, block);
        int from = block * BLOCK;
        int n = Math.min(BLOCK, columns - from);
        for (int k = 0; k < n; k++) {
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[from + k]);
            long i = (long) k * Lanes.PANEL;
            ByteVector w0 = ByteVector.fromMemorySegment(Lanes.BYTE, memory, left + i, ORDER);
            s0 = ((FloatVector) w0.convertShape(B2F, Lanes.FLOAT, 0)).fma(v, s0);
            ByteVector w1 = ByteVector.fromMemorySegment(Lanes.BYTE, memory, left + i + N, ORDER);
            s1 = ((FloatVector) w1.convertShape(B2F, Lanes.FLOAT, 0)).fma(v, s1);
            ByteVector w2 = ByteVector.fromMemorySegment(Lanes.BYTE, memory, right + i, ORDER);
            s2 = ((FloatVector) w2.convertShape(B2F, Lanes.FLOAT, 0)).fma(v, s2);
            ByteVector w3 = ByteVector.fromMemorySegment(Lanes.BYTE, memory, right + i + N, ORDER);
            s3 = ((FloatVector) w3.convertShape(B2F, Lanes.FLOAT, 0)).fma(v, s3);
        }
        s0.intoArray(scratch.sums, 0);
        s1.intoArray(scratch.sums, N);
        s2.intoArray(scratch.sums, 2 * N);
        s3.intoArray(scratch.sums, 3 * N);
        add(panel, block, scratch, 0, y);
        add(panel + 1, block, scratch, Lanes.PANEL, y);
    }

    private void multiplyPanel(float[] x, float[] y, int panel, int block, Scratch scratch) {
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s1 = s0;
        long start = at(panel, block);
        int from = block * BLOCK;
        int n = Math.min(BLOCK, columns - from);
        for (int k = 0; k < n; k++) {
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[from + k]);
            long i = start + (long) k * Lanes.PANEL;
            ByteVector w0 = ByteVector.fromMemorySegment(Lanes.BYTE, memory, i, ORDER);
            s0 = ((FloatVector) w0.convertShape(B2F, Lanes.FLOAT, 0)).fma(v, s0);
            ByteVector w1 = ByteVector.fromMemorySegment(Lanes.BYTE, memory, i + N, ORDER);
            s1 = ((FloatVector) w1.convertShape(B2F, Lanes.FLOAT, 0)).fma(v, s1);
        }
        s0.intoArray(scratch.sums, 0);
        s1.intoArray(scratch.sums, N);
        add(panel, block, scratch, 0, y);
    }

    /// `y += scale * sum` for the rows of a panel, whose sums are in the scratch.
    private void add(int panel, int block, Scratch scratch, int from, float[] y) {
        decodeScales(panel, block, scratch.scales, 0);
        int at = panel * Lanes.PANEL;
        for (int i = 0; i < Lanes.PANEL; i += N) {
            FloatVector.fromArray(Lanes.FLOAT, scratch.scales, i)
                    .fma(
                            FloatVector.fromArray(Lanes.FLOAT, scratch.sums, from + i),
                            FloatVector.fromArray(Lanes.FLOAT, y, at + i))
                    .intoArray(y, at + i);
        }
    }
}
