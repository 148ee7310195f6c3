package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;

/// Weights as integers of 8 bits with an fp16 scale for every 32 of a row, as in ggml's Q8_0. A
/// block of a panel is 32 columns of bytes, then the scales of its rows.
///
/// The inputs stay fp32: turning bytes into floats and multiplying is three instructions a vector,
/// which two cores do faster than memory delivers the bytes, so rounding the inputs too would cost
/// accuracy and gain nothing.
final class ByteMatrix extends PackedMatrix {
    /// Columns that share a scale.
    static final int BLOCK = 32;

    private static final int SCALES_AT = BLOCK * Lanes.PANEL;
    private static final int BLOCK_BYTES = SCALES_AT + Lanes.PANEL * Short.BYTES;

    /// Bytes of the scales in one vector.
    private static final long SCALE_BYTES = (long) Lanes.COUNT * Short.BYTES;

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
                weights(start + (long) i * Lanes.COUNT)
                        .intoArray(weights, target + i * Lanes.COUNT);
            }
        }
    }

    @Override
    void unpackScales(int panel, int from, int to, float[] scales) {
        for (int k = from, s = 0; k < to; k += BLOCK, s += Lanes.PANEL) {
            long start = at(panel, k / BLOCK) + SCALES_AT;
            scales(start).intoArray(scales, s);
            scales(start + SCALE_BYTES).intoArray(scales, s + Lanes.COUNT);
        }
    }

    @Override
    void multiplyOne(Activations x, Activations y, int fromPanel, int toPanel, Scratch scratch) {
        float[] sums = scratch.sums;
        int panel = fromPanel;
        for (; panel + 1 < toPanel; panel += 2) {
            for (int block = 0; block < blocks; block++) {
                multiplyTwoPanels(x.values, y.values, panel, block, sums);
            }
        }
        for (int block = 0; panel < toPanel && block < blocks; block++) {
            multiplyPanel(x.values, y.values, panel, block, sums);
        }
    }

    private void multiplyTwoPanels(float[] x, float[] y, int panel, int block, float[] sums) {
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
            s0 = weights(left + i).fma(v, s0);
            s1 = weights(left + i + Lanes.COUNT).fma(v, s1);
            s2 = weights(right + i).fma(v, s2);
            s3 = weights(right + i + Lanes.COUNT).fma(v, s3);
        }
        int r = panel * Lanes.PANEL;
        s0.intoArray(sums, 0);
        s1.intoArray(sums, Lanes.COUNT);
        s2.intoArray(sums, 2 * Lanes.COUNT);
        s3.intoArray(sums, 3 * Lanes.COUNT);
        add(left + SCALES_AT, sums, 0, y, r);
        add(right + SCALES_AT, sums, Lanes.PANEL, y, r + Lanes.PANEL);
    }

    private void multiplyPanel(float[] x, float[] y, int panel, int block, float[] sums) {
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s1 = s0;
        long start = at(panel, block);
        int from = block * BLOCK;
        int n = Math.min(BLOCK, columns - from);
        for (int k = 0; k < n; k++) {
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[from + k]);
            long i = start + (long) k * Lanes.PANEL;
            s0 = weights(i).fma(v, s0);
            s1 = weights(i + Lanes.COUNT).fma(v, s1);
        }
        s0.intoArray(sums, 0);
        s1.intoArray(sums, Lanes.COUNT);
        add(start + SCALES_AT, sums, 0, y, panel * Lanes.PANEL);
    }

    /// `y += scale * sum` for the rows of a panel. The sums come through memory as in [Tiles].
    private void add(long scalesAt, float[] sums, int from, float[] y, int at) {
        for (int i = 0; i < 2; i++) {
            int row = i * Lanes.COUNT;
            scales(scalesAt + i * SCALE_BYTES)
                    .fma(
                            FloatVector.fromArray(Lanes.FLOAT, sums, from + row),
                            FloatVector.fromArray(Lanes.FLOAT, y, at + row))
                    .intoArray(y, at + row);
        }
    }

    /// A column's integers of as many rows as a vector has lanes. Where a vector of bytes has more
    /// lanes it reads on into what follows, at most into the block's scales.
    private FloatVector weights(long at) {
        Vector<Integer> integers =
                ByteVector.fromMemorySegment(Lanes.BYTE, memory, at, Lanes.ORDER)
                        .convertShape(VectorOperators.B2I, Lanes.INT, 0);
        return (FloatVector) integers.convert(VectorOperators.I2F, 0);
    }

    /// An fp16 that is not negative, shifted to where an fp32 has its exponent and fraction, lacks
    /// only the difference of the exponents' biases.
    private FloatVector scales(long at) {
        Vector<Integer> bits =
                ShortVector.fromMemorySegment(Lanes.SHORT, memory, at, Lanes.ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_S2I, Lanes.INT, 0);
        return bits.lanewise(VectorOperators.LSHL, 13).reinterpretAsFloats().mul(HALF_BIAS);
    }
}
