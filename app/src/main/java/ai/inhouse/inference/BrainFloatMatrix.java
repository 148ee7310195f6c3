package ai.inhouse.inference;

import ai.inhouse.model.ElementType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Weights rounded to bfloat16, the upper halves of fp32. A column of a panel is one vector of
/// integers: their low halves are the first vector of rows, their high halves the second, so that a
/// shift and a mask turn them into floats.
final class BrainFloatMatrix extends PackedMatrix {
    private static final ByteOrder ORDER = Lanes.ORDER;
    private static final int HIGH_HALF = 0xffff0000;
    private static final int COLUMN_BYTES = Lanes.PANEL * Short.BYTES;

    private final MemorySegment memory;

    BrainFloatMatrix(int rows, int columns, Arena arena) {
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
        int lane = row % Lanes.PANEL;
        int inColumn = 2 * (lane % Lanes.COUNT) + lane / Lanes.COUNT;
        return at(row / Lanes.PANEL, column) + (long) inColumn * Short.BYTES;
    }

    @Override
    void packRow(int row, MemorySegment source) {
        for (int k = 0; k < columns; k++) {
            float value = source.getAtIndex(ValueLayout.JAVA_FLOAT, k);
            memory.set(ValueLayout.JAVA_SHORT, element(row, k), ElementType.bfloat16(value));
        }
    }

    @Override
    void copyRow(int row, float[] target, int at) {
        for (int k = 0; k < columns; k++) {
            int bits = memory.get(ValueLayout.JAVA_SHORT, element(row, k)) << Short.SIZE;
            target[at + k] = Float.intBitsToFloat(bits);
        }
    }

    @Override
    void unpack(int panel, int from, int to, float[] weights) {
        for (int k = from; k < to; k++) {
            IntVector w = IntVector.fromMemorySegment(Lanes.INT, memory, at(panel, k), ORDER);
            int target = (k - from) * Lanes.PANEL;
            w.lanewise(VectorOperators.LSHL, Short.SIZE)
                    .reinterpretAsFloats()
                    .intoArray(weights, target);
            w.and(HIGH_HALF).reinterpretAsFloats().intoArray(weights, target + Lanes.COUNT);
        }
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
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int k = from; k < to; k++) {
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[k]);
            IntVector left = IntVector.fromMemorySegment(Lanes.INT, memory, at(panel, k), ORDER);
            s0 = left.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(v, s0);
            s1 = left.and(HIGH_HALF).reinterpretAsFloats().fma(v, s1);
            IntVector right =
                    IntVector.fromMemorySegment(Lanes.INT, memory, at(panel + 1, k), ORDER);
            s2 = right.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(v, s2);
            s3 = right.and(HIGH_HALF).reinterpretAsFloats().fma(v, s3);
        }
        int r0 = panel * Lanes.PANEL;
        int r1 = r0 + Lanes.COUNT;
        int r2 = r1 + Lanes.COUNT;
        int r3 = r2 + Lanes.COUNT;
        s0.add(FloatVector.fromArray(Lanes.FLOAT, y, r0)).intoArray(y, r0);
        s1.add(FloatVector.fromArray(Lanes.FLOAT, y, r1)).intoArray(y, r1);
        s2.add(FloatVector.fromArray(Lanes.FLOAT, y, r2)).intoArray(y, r2);
        s3.add(FloatVector.fromArray(Lanes.FLOAT, y, r3)).intoArray(y, r3);
    }

    private void multiplyPanel(float[] x, float[] y, int panel, int from, int to) {
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s1 = s0;
        for (int k = from; k < to; k++) {
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[k]);
            IntVector w = IntVector.fromMemorySegment(Lanes.INT, memory, at(panel, k), ORDER);
            s0 = w.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(v, s0);
            s1 = w.and(HIGH_HALF).reinterpretAsFloats().fma(v, s1);
        }
        int r0 = panel * Lanes.PANEL;
        int r1 = r0 + Lanes.COUNT;
        s0.add(FloatVector.fromArray(Lanes.FLOAT, y, r0)).intoArray(y, r0);
        s1.add(FloatVector.fromArray(Lanes.FLOAT, y, r1)).intoArray(y, r1);
    }
}
