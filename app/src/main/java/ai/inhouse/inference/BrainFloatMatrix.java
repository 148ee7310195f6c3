package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;

/// Weights rounded to bfloat16: the upper halves of fp32.
final class BrainFloatMatrix extends PackedMatrix {
    private static final int VECTOR_BYTES = Lanes.COUNT * Short.BYTES;
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
        return at(row / Lanes.PANEL, column) + (long) row % Lanes.PANEL * Short.BYTES;
    }

    @Override
    void packRow(int row, MemorySegment source) {
        for (int k = 0; k < columns; k++) {
            float value = source.getAtIndex(ValueLayout.JAVA_FLOAT, k);
            memory.set(ValueLayout.JAVA_SHORT, element(row, k), round(value));
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
        int vectors = (to - from) * 2;
        long start = at(panel, from);
        for (int i = 0; i < vectors; i++) {
            weights(start + (long) i * VECTOR_BYTES).intoArray(weights, i * Lanes.COUNT);
        }
    }

    @Override
    void unpackScales(int panel, int from, int to, float[] scales) {}

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
        long left = at(panel, from);
        long right = at(panel + 1, from);
        for (int k = from; k < to; k++) {
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[k]);
            long i = (long) (k - from) * COLUMN_BYTES;
            s0 = weights(left + i).fma(v, s0);
            s1 = weights(left + i + VECTOR_BYTES).fma(v, s1);
            s2 = weights(right + i).fma(v, s2);
            s3 = weights(right + i + VECTOR_BYTES).fma(v, s3);
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
            s0 = weights(at(panel, k)).fma(v, s0);
            s1 = weights(at(panel, k) + VECTOR_BYTES).fma(v, s1);
        }
        int r = panel * Lanes.PANEL;
        s0.add(FloatVector.fromArray(Lanes.FLOAT, y, r)).intoArray(y, r);
        s1.add(FloatVector.fromArray(Lanes.FLOAT, y, r + Lanes.COUNT))
                .intoArray(y, r + Lanes.COUNT);
    }

    private FloatVector weights(long at) {
        Vector<Integer> bits =
                ShortVector.fromMemorySegment(Lanes.SHORT, memory, at, Lanes.ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_S2I, Lanes.INT, 0);
        return bits.lanewise(VectorOperators.LSHL, Short.SIZE).reinterpretAsFloats();
    }

    /// The nearest bfloat16, ties to even. Weights are finite.
    private static short round(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
