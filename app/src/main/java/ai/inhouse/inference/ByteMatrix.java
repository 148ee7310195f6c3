package ai.inhouse.inference;

import ai.inhouse.model.GgmlType;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorOperators.Conversion;

/// Integers of 8 bits or fewer, a byte each: a panel is runs of columns of bytes.
final class ByteMatrix extends BlockMatrix {
    private static final ByteOrder ORDER = Lanes.ORDER;
    private static final Conversion<Byte, Float> B2F = VectorOperators.B2F;
    private static final int N = Lanes.COUNT;

    ByteMatrix(GgmlType type, int rows, int columns, Arena arena) {
        super(type, rows, columns, type.runElements() * Lanes.PANEL, arena);
    }

    private long element(int row, int column) {
        return at(row / Lanes.PANEL, column / blockColumns())
                + (long) column % blockColumns() * Lanes.PANEL
                + row % Lanes.PANEL;
    }

    @Override
    void put(int row, int column, int quant) {
        memory.set(ValueLayout.JAVA_BYTE, element(row, column), (byte) quant);
    }

    @Override
    int get(int row, int column) {
        return memory.get(ValueLayout.JAVA_BYTE, element(row, column));
    }

    @Override
    void unpack(int panel, int from, int to, float[] weights) {
        int n = blockColumns();
        for (int k = from; k < to; k += n) {
            long start = at(panel, k / n);
            int target = (k - from) * Lanes.PANEL;
            int vectors = Math.min(n, to - k) * 2;
            for (int i = 0; i < vectors; i++) {
                load(start + (long) i * N).intoArray(weights, target + i * N);
            }
        }
    }

    /// Two columns at once: the method is then too long for the JIT to compile it into its callers,
    /// where vectors land on the heap once the limit of nodes is passed.
    @Override
    void sumTwoPanels(int panel, int block, Scratch scratch) {
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        float[] x = scratch.inputs;
        int from = block * blockColumns();
        int to = from + blockColumns();
        long left = at(panel, block);
        long right = at(panel + 1, block);
        for (int k = from; k < to; k += 2) {
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[k]);
            s0 = load(left).fma(v, s0);
            s1 = load(left + N).fma(v, s1);
            s2 = load(right).fma(v, s2);
            s3 = load(right + N).fma(v, s3);
            v = FloatVector.broadcast(Lanes.FLOAT, x[k + 1]);
            s0 = load(left + Lanes.PANEL).fma(v, s0);
            s1 = load(left + Lanes.PANEL + N).fma(v, s1);
            s2 = load(right + Lanes.PANEL).fma(v, s2);
            s3 = load(right + Lanes.PANEL + N).fma(v, s3);
            left += 2L * Lanes.PANEL;
            right += 2L * Lanes.PANEL;
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
        int from = block * blockColumns();
        int n = Math.min(blockColumns(), columns - from);
        long start = at(panel, block);
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
