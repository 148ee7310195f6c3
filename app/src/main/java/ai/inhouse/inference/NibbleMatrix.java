package ai.inhouse.inference;

import ai.inhouse.model.GgmlType;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorOperators.Conversion;

/// Integers of 4 bits from 0 to 15. A panel is groups of 8 columns: a row's 8 columns are one
/// integer, and those of as many rows as a vector has lanes are one vector.
///
/// A column is masked out where it stands, so that it reads as `16^j * q`, and multiplied by `16^-j
/// * x`: both are exact, and every other shift is spared. (Sparing more makes the method too large
///   for the compiler to keep vectors in registers.) What the constant part of a weight adds is the
///   same for a whole block: the sum of its inputs, times the minimum.
final class NibbleMatrix extends BlockMatrix {
    /// What is added to Q4_0's integers, which begin at -8.
    static final int MOVED = 8;

    private static final Conversion<Integer, Float> I2F = VectorOperators.I2F;
    private static final int N = Lanes.COUNT;

    /// Columns that share an integer.
    private static final int GROUP = 8;

    /// Columns that are masked out before the integers are shifted.
    private static final int TOGETHER = 2;

    private static final int VECTOR_BYTES = N * Integer.BYTES;
    private static final int GROUP_BYTES = 2 * VECTOR_BYTES;
    private static final int GREATEST = 15;

    private final int moved;

    NibbleMatrix(GgmlType type, int rows, int columns, Arena arena) {
        super(type, rows, columns, BLOCK / GROUP * GROUP_BYTES, arena);
        this.moved = type == GgmlType.Q4_0 ? MOVED : 0;
    }

    /// Where the group lies that a column is in.
    private long group(int panel, int column) {
        return at(panel, column / BLOCK) + (long) (column % BLOCK / GROUP) * GROUP_BYTES;
    }

    /// Where the integer with a row's column lies.
    private long word(int row, int column) {
        return group(row / Lanes.PANEL, column) + (long) (row % Lanes.PANEL) * Integer.BYTES;
    }

    @Override
    void put(int row, int column, int quant) {
        long word = word(row, column);
        int others = memory.get(ValueLayout.JAVA_INT, word);
        int shifted = (quant + moved) << (4 * (column % GROUP));
        memory.set(ValueLayout.JAVA_INT, word, others | shifted);
    }

    @Override
    int get(int row, int column) {
        int word = memory.get(ValueLayout.JAVA_INT, word(row, column));
        return (word >>> (4 * (column % GROUP))) & GREATEST;
    }

    @Override
    void unpack(int panel, int from, int to, float[] weights) {
        for (int k = from; k < to; k += GROUP) {
            long at = group(panel, k);
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
        float[] x = scratch.inputs;
        int k = block * BLOCK;
        long left = at(panel, block);
        long right = at(panel + 1, block);
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
        float[] x = scratch.inputs;
        int k = block * BLOCK;
        long at = at(panel, block);
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
