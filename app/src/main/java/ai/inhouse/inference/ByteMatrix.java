package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorOperators.Conversion;

/// Weights as integers of 8 bits with an fp16 scale for every 32 of a row, as in ggml's Q8_0. A
/// block of a panel is 32 columns of bytes, then the scales of its rows.
///
/// The inputs stay fp32: turning bytes into floats and multiplying is three instructions a vector,
/// which two cores do faster than memory delivers the bytes, so rounding the inputs too would cost
/// accuracy and gain nothing.
final class ByteMatrix extends PanelMatrix {
    private static final ByteOrder ORDER = Lanes.ORDER;
    private static final Conversion<Byte, Float> B2F = VectorOperators.B2F;
    private static final int N = Lanes.COUNT;
    private static final int SCALES_AT = BLOCK * Lanes.PANEL;
    private static final int BLOCK_BYTES = SCALES_AT + Lanes.PANEL * Short.BYTES;

    private static final int GREATEST = 127;

    private final MemorySegment memory;

    ByteMatrix(int rows, int columns, Arena arena) {
        super(rows, columns, BLOCK);
        this.memory = arena.allocate((long) panels * blocks() * BLOCK_BYTES, 64);
    }

    @Override
    long bytes() {
        return memory.byteSize();
    }

    private long at(int panel, int block) {
        return ((long) panel * blocks() + block) * BLOCK_BYTES;
    }

    @Override
    void packRow(int row, MemorySegment source) {
        int lane = row % Lanes.PANEL;
        for (int block = 0; block < blocks(); block++) {
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
    void unpackScales(int panel, int block, float[] scales, float[] minimums, int to) {
        Lanes.fromHalves(memory, at(panel, block) + SCALES_AT, scales, to);
    }

    @Override
    void sumTwoPanels(int panel, int block, Scratch scratch) {
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        long left = at(panel, block);
        long right = at(panel + 1, block);
        float[] x = scratch.inputs;
        int from = block * BLOCK;
        int n = Math.min(BLOCK, columns - from);
        for (int k = 0; k < n; k++) {
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[from + k]);
            long i = (long) k * Lanes.PANEL;
            s0 = load(left + i).fma(v, s0);
            s1 = load(left + i + N).fma(v, s1);
            s2 = load(right + i).fma(v, s2);
            s3 = load(right + i + N).fma(v, s3);
        }
        s0.intoArray(scratch.sums, 0);
        s1.intoArray(scratch.sums, N);
        s2.intoArray(scratch.sums, 2 * N);
        s3.intoArray(scratch.sums, 3 * N);
    }

    @Override
    void sumPanel(int panel, int block, Scratch scratch) {
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s1 = s0;
        long start = at(panel, block);
        int from = block * BLOCK;
        int n = Math.min(BLOCK, columns - from);
        for (int k = 0; k < n; k++) {
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, scratch.inputs[from + k]);
            long i = start + (long) k * Lanes.PANEL;
            s0 = load(i).fma(v, s0);
            s1 = load(i + N).fma(v, s1);
        }
        s0.intoArray(scratch.sums, 0);
        s1.intoArray(scratch.sums, N);
    }

    private FloatVector load(long at) {
        ByteVector w = ByteVector.fromMemorySegment(Lanes.BYTE, memory, at, ORDER);
        return (FloatVector) w.convertShape(B2F, Lanes.FLOAT, 0);
    }
}
