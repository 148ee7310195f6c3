package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// fp32 weights.
final class FloatMatrix extends PanelMatrix {
    private static final VectorSpecies<Float> FLOAT = Lanes.FLOAT;
    private static final ByteOrder ORDER = Lanes.ORDER;

    /// Bytes of half a panel's column: one vector.
    private static final int HALF = Lanes.COUNT * Float.BYTES;

    private static final int COLUMN_BYTES = Lanes.PANEL * Float.BYTES;

    private final MemorySegment memory;

    FloatMatrix(int rows, int columns, Arena arena) {
        super(rows, columns, SLICE);
        this.memory = arena.allocate((long) panels * columns * COLUMN_BYTES, COLUMN_BYTES);
    }

    @Override
    long bytes() {
        return memory.byteSize();
    }

    private long at(int panel, int column) {
        return ((long) panel * columns + column) * COLUMN_BYTES;
    }

    private long element(int row, int column) {
        return at(row / Lanes.PANEL, column) + (long) row % Lanes.PANEL * Float.BYTES;
    }

    @Override
    void packRow(int row, MemorySegment source) {
        for (int k = 0; k < columns; k++) {
            float value = source.getAtIndex(ValueLayout.JAVA_FLOAT, k);
            memory.set(ValueLayout.JAVA_FLOAT, element(row, k), value);
        }
    }

    @Override
    void copyRow(int row, float[] target, int at) {
        for (int k = 0; k < columns; k++) {
            target[at + k] = memory.get(ValueLayout.JAVA_FLOAT, element(row, k));
        }
    }

    @Override
    void unpack(int panel, int from, int to, float[] weights) {
        MemorySegment.copy(
                memory,
                ValueLayout.JAVA_FLOAT,
                at(panel, from),
                weights,
                0,
                (to - from) * Lanes.PANEL);
    }

    @Override
    void unpackScales(int panel, int block, float[] scales, float[] minimums, int to) {
        Arrays.fill(scales, to, to + Lanes.PANEL, 1);
    }

    @Override
    void sumTwoPanels(int panel, int block, Scratch scratch) {
        FloatVector s0 = FloatVector.zero(FLOAT);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int from = block * SLICE;
        int to = Math.min(from + SLICE, columns);
        long left = at(panel, from);
        long right = at(panel + 1, from);
        for (int k = from; k < to; k++) {
            FloatVector v = FloatVector.broadcast(FLOAT, scratch.inputs[k]);
            long i = (long) (k - from) * COLUMN_BYTES;
            s0 = load(left + i).fma(v, s0);
            s1 = load(left + i + HALF).fma(v, s1);
            s2 = load(right + i).fma(v, s2);
            s3 = load(right + i + HALF).fma(v, s3);
        }
        s0.intoArray(scratch.sums, 0);
        s1.intoArray(scratch.sums, Lanes.COUNT);
        s2.intoArray(scratch.sums, 2 * Lanes.COUNT);
        s3.intoArray(scratch.sums, 3 * Lanes.COUNT);
    }

    @Override
    void sumPanel(int panel, int block, Scratch scratch) {
        FloatVector s0 = FloatVector.zero(FLOAT);
        FloatVector s1 = s0;
        int to = Math.min((block + 1) * SLICE, columns);
        for (int k = block * SLICE; k < to; k++) {
            FloatVector v = FloatVector.broadcast(FLOAT, scratch.inputs[k]);
            s0 = load(at(panel, k)).fma(v, s0);
            s1 = load(at(panel, k) + HALF).fma(v, s1);
        }
        s0.intoArray(scratch.sums, 0);
        s1.intoArray(scratch.sums, Lanes.COUNT);
    }

    private FloatVector load(long at) {
        return FloatVector.fromMemorySegment(FLOAT, memory, at, ORDER);
    }
}
