package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
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
    void multiplyOne(Activations x, Activations y, int fromPanel, int toPanel, Scratch scratch) {
        int panel = fromPanel;
        for (; panel + 1 < toPanel; panel += 2) {
            for (int k = 0; k < columns; k += SLICE) {
                multiplyTwoPanels(x.values, y.values, panel, k, Math.min(k + SLICE, columns));
            }
        }
        for (int k = 0; panel < toPanel && k < columns; k += SLICE) {
            multiplyPanel(x.values, y.values, panel, k, Math.min(k + SLICE, columns));
        }
    }

    private void multiplyTwoPanels(float[] x, float[] y, int panel, int from, int to) {
        FloatVector s0 = FloatVector.zero(FLOAT);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        long left = at(panel, from);
        long right = at(panel + 1, from);
        for (int k = from; k < to; k++) {
            FloatVector v = FloatVector.broadcast(FLOAT, x[k]);
            long i = (long) (k - from) * COLUMN_BYTES;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOAT, memory, left + i, ORDER);
            s0 = w0.fma(v, s0);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOAT, memory, left + i + HALF, ORDER);
            s1 = w1.fma(v, s1);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOAT, memory, right + i, ORDER);
            s2 = w2.fma(v, s2);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOAT, memory, right + i + HALF, ORDER);
            s3 = w3.fma(v, s3);
        }
        int r0 = panel * Lanes.PANEL;
        int r1 = r0 + Lanes.COUNT;
        int r2 = r1 + Lanes.COUNT;
        int r3 = r2 + Lanes.COUNT;
        s0.add(FloatVector.fromArray(FLOAT, y, r0)).intoArray(y, r0);
        s1.add(FloatVector.fromArray(FLOAT, y, r1)).intoArray(y, r1);
        s2.add(FloatVector.fromArray(FLOAT, y, r2)).intoArray(y, r2);
        s3.add(FloatVector.fromArray(FLOAT, y, r3)).intoArray(y, r3);
    }

    private void multiplyPanel(float[] x, float[] y, int panel, int from, int to) {
        FloatVector s0 = FloatVector.zero(FLOAT);
        FloatVector s1 = s0;
        for (int k = from; k < to; k++) {
            FloatVector v = FloatVector.broadcast(FLOAT, x[k]);
            long at = at(panel, k);
            FloatVector w0 = FloatVector.fromMemorySegment(FLOAT, memory, at, ORDER);
            s0 = w0.fma(v, s0);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOAT, memory, at + HALF, ORDER);
            s1 = w1.fma(v, s1);
        }
        int r0 = panel * Lanes.PANEL;
        int r1 = r0 + Lanes.COUNT;
        s0.add(FloatVector.fromArray(FLOAT, y, r0)).intoArray(y, r0);
        s1.add(FloatVector.fromArray(FLOAT, y, r1)).intoArray(y, r1);
    }
}
