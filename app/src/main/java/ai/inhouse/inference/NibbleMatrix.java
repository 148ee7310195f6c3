package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorOperators.Conversion;

/// Weights of 4 bits, 32 of a row sharing an fp16 scale, as in ggml's Q4_0 (`d * (q - 8)`) and Q4_1
/// (`d * q + m` with an fp16 `m`). A block of a panel is four groups of 8 columns, then the scales
/// of its rows, then their minimums where there are any. In a group a row's 8 columns are one
/// integer, and those of as many rows as a vector has lanes are one vector.
///
/// The inputs stay fp32. A column is masked out where it stands, so that it reads as `16^j * q`,
/// and multiplied by `16^-j * x`: both are exact, and every other shift is spared. (Sparing more
/// makes the method too large for the compiler to keep vectors in registers.) What the constant
/// part of a weight adds is the same for a whole block: the sum of its inputs, times the minimum.
final class NibbleMatrix extends PanelMatrix {
    private static final Conversion<Integer, Float> I2F = VectorOperators.I2F;
    private static final int N = Lanes.COUNT;

    /// Columns that share an integer.
    private static final int GROUP = 8;

    /// Columns that are masked out before the integers are shifted.
    private static final int TOGETHER = 2;

    private static final int VECTOR_BYTES = N * Integer.BYTES;
    private static final int GROUP_BYTES = 2 * VECTOR_BYTES;
    private static final int SCALES_AT = BLOCK / GROUP * GROUP_BYTES;
    private static final int SCALE_BYTES = Lanes.PANEL * Short.BYTES;
    private static final int GREATEST = 15;

    /// What Q4_0 takes from each integer.
    private static final int OFFSET = 8;

    private final MemorySegment memory;
    private final boolean offset;
    private final int blockBytes;

    /// @param offset whether weights are `d * (q - 8)`, and no minimum is kept
    NibbleMatrix(int rows, int columns, boolean offset, Arena arena) {
        super(rows, columns, BLOCK);
        this.offset = offset;
        this.blockBytes = SCALES_AT + (offset ? 1 : 2) * SCALE_BYTES;
        this.memory = arena.allocate((long) panels * blocks() * blockBytes, 64);
    }

    @Override
    long bytes() {
        return memory.byteSize();
    }

    @Override
    boolean hasMinimums() {
        return true;
    }

    private long at(int panel, int block) {
        return ((long) panel * blocks() + block) * blockBytes;
    }

    /// Where the integer with a row's column lies.
    private long word(int row, int column) {
        int lane = row % Lanes.PANEL;
        return at(row / Lanes.PANEL, column / BLOCK)
                + (long) (column % BLOCK / GROUP) * GROUP_BYTES
                + (long) lane * Integer.BYTES;
    }

    private long scale(int row, int block) {
        return at(row / Lanes.PANEL, block) + SCALES_AT + (long) row % Lanes.PANEL * Short.BYTES;
    }

    /// As ggml rounds: weights that come from such blocks give the same blocks again.
    @Override
    void packRow(int row, MemorySegment source) {
        for (int block = 0; block < blocks(); block++) {
            int from = block * BLOCK;
            int to = Math.min(from + BLOCK, columns);
            float least = Float.POSITIVE_INFINITY;
            float greatest = Float.NEGATIVE_INFINITY;
            for (int k = from; k < to; k++) {
                float value = source.getAtIndex(ValueLayout.JAVA_FLOAT, k);
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
            float widest = -least > greatest ? least : greatest;
            short d = Float.floatToFloat16(offset ? widest / -OFFSET : (greatest - least) / 15);
            float scale = Float.float16ToFloat(d);
            float minimum = -OFFSET * scale;
            memory.set(ValueLayout.JAVA_SHORT, scale(row, block), d);
            if (!offset) {
                short m = Float.floatToFloat16(least);
                minimum = Float.float16ToFloat(m);
                memory.set(ValueLayout.JAVA_SHORT, scale(row, block) + SCALE_BYTES, m);
            }
            float inverse = scale == 0 ? 0 : 1 / scale;
            for (int k = from; k < to; k++) {
                float value = source.getAtIndex(ValueLayout.JAVA_FLOAT, k);
                int q = Math.clamp(Math.round((value - minimum) * inverse), 0, GREATEST);
                long word = word(row, k);
                int others = memory.get(ValueLayout.JAVA_INT, word);
                memory.set(ValueLayout.JAVA_INT, word, others | (q << (4 * (k % GROUP))));
            }
        }
    }

    @Override
    void copyRow(int row, float[] target, int to) {
        for (int k = 0; k < columns; k++) {
            long at = scale(row, k / BLOCK);
            float scale = Float.float16ToFloat(memory.get(ValueLayout.JAVA_SHORT, at));
            int word = memory.get(ValueLayout.JAVA_INT, word(row, k));
            int q = (word >>> (4 * (k % GROUP))) & GREATEST;
            if (offset) {
                target[to + k] = scale * (q - OFFSET);
            } else {
                short m = memory.get(ValueLayout.JAVA_SHORT, at + SCALE_BYTES);
                target[to + k] = scale * q + Float.float16ToFloat(m);
            }
        }
    }

    @Override
    void unpack(int panel, int from, int to, float[] weights) {
        for (int k = from; k < to; k += GROUP) {
            long at = at(panel, k / BLOCK) + (long) (k % BLOCK / GROUP) * GROUP_BYTES;
            for (int half = 0; half < 2; half++) {
                IntVector w = load(at + (long) half * VECTOR_BYTES);
                int target = (k - from) * Lanes.PANEL + half * N;
                for (int j = 0; j < GROUP; j++) {
                    ((FloatVector) w.and(GREATEST).convertShape(I2F, Lanes.FLOAT, 0))
                            .intoArray(weights, target + j * Lanes.PANEL);
                    w = w.lanewise(VectorOperators.LSHR, 4);
                }
            }
        }
    }

    @Override
    void unpackScales(int panel, int block, float[] scales, float[] minimums, int to) {
        long at = at(panel, block) + SCALES_AT;
        Lanes.fromHalves(memory, at, scales, to);
        if (offset) {
            for (int i = to; i < to + Lanes.PANEL; i += N) {
                FloatVector.fromArray(Lanes.FLOAT, scales, i).mul(-OFFSET).intoArray(minimums, i);
            }
        } else {
            Lanes.fromHalves(memory, at + SCALE_BYTES, minimums, to);
        }
    }

    /// `x` for the first column of each pair, `x / 16` for the second.
    @Override
    void prepareInputs(float[] x, float[] inputs) {
        for (int k = 0; k < columns; k++) {
            inputs[k] = x[k] * Float.intBitsToFloat((127 - 4 * (k % TOGETHER)) << 23);
        }
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
        int k = block * BLOCK;
        for (int group = 0; group < BLOCK / GROUP; group++) {
            IntVector w0 = load(left);
            IntVector w1 = load(left + VECTOR_BYTES);
            IntVector w2 = load(right);
            IntVector w3 = load(right + VECTOR_BYTES);
            for (int pair = 0; pair < GROUP / TOGETHER; pair++) {
                FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[k]);
                s0 = masked(w0, 0xf).fma(v, s0);
                s1 = masked(w1, 0xf).fma(v, s1);
                s2 = masked(w2, 0xf).fma(v, s2);
                s3 = masked(w3, 0xf).fma(v, s3);
                v = FloatVector.broadcast(Lanes.FLOAT, x[k + 1]);
                s0 = masked(w0, 0xf0).fma(v, s0);
                s1 = masked(w1, 0xf0).fma(v, s1);
                s2 = masked(w2, 0xf0).fma(v, s2);
                s3 = masked(w3, 0xf0).fma(v, s3);
                k += TOGETHER;
                w0 = w0.lanewise(VectorOperators.LSHR, 4 * TOGETHER);
                w1 = w1.lanewise(VectorOperators.LSHR, 4 * TOGETHER);
                w2 = w2.lanewise(VectorOperators.LSHR, 4 * TOGETHER);
                w3 = w3.lanewise(VectorOperators.LSHR, 4 * TOGETHER);
            }
            left += GROUP_BYTES;
            right += GROUP_BYTES;
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
        long at = at(panel, block);
        float[] x = scratch.inputs;
        int k = block * BLOCK;
        for (int group = 0; group < BLOCK / GROUP; group++) {
            IntVector w0 = load(at);
            IntVector w1 = load(at + VECTOR_BYTES);
            for (int pair = 0; pair < GROUP / TOGETHER; pair++) {
                FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[k]);
                s0 = masked(w0, 0xf).fma(v, s0);
                s1 = masked(w1, 0xf).fma(v, s1);
                v = FloatVector.broadcast(Lanes.FLOAT, x[k + 1]);
                s0 = masked(w0, 0xf0).fma(v, s0);
                s1 = masked(w1, 0xf0).fma(v, s1);
                k += TOGETHER;
                w0 = w0.lanewise(VectorOperators.LSHR, 4 * TOGETHER);
                w1 = w1.lanewise(VectorOperators.LSHR, 4 * TOGETHER);
            }
            at += GROUP_BYTES;
        }
        s0.intoArray(scratch.sums, 0);
        s1.intoArray(scratch.sums, N);
    }

    private IntVector load(long at) {
        return IntVector.fromMemorySegment(Lanes.INT, memory, at, Lanes.ORDER);
    }

    private static FloatVector masked(IntVector w, int mask) {
        return (FloatVector) w.and(mask).convertShape(I2F, Lanes.FLOAT, 0);
    }
}
