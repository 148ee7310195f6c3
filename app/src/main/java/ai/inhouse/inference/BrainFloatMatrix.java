package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;

/// Weights rounded to bfloat16, row after row, each filled up with zeros to whole panels of
/// columns: so they lie as matrix products need them too, and one copy serves both.
///
/// A row's product is taken in four vectors of sums, which are then folded in one order, so that a
/// token's result does not depend on what it is batched with.
final class BrainFloatMatrix extends PackedMatrix {
    private static final ByteOrder ORDER = Lanes.ORDER;
    private static final int N = Lanes.COUNT;
    private static final long VECTOR_BYTES = (long) N * Short.BYTES;

    private final MemorySegment memory;
    private final int stride;

    BrainFloatMatrix(int rows, int columns, Arena arena) {
        super(rows, columns);
        this.stride = Lanes.roundUpToPanel(columns);
        this.memory = arena.allocate((long) panels * Lanes.PANEL * stride * Short.BYTES, 64);
    }

    /// `[panels * PANEL, stride]`
    MemorySegment memory() {
        return memory;
    }

    /// Elements from one row to the next.
    int stride() {
        return stride;
    }

    @Override
    long bytes() {
        return memory.byteSize();
    }

    private long row(int row) {
        return (long) row * stride * Short.BYTES;
    }

    @Override
    void packRow(int row, MemorySegment source) {
        long at = row(row);
        int whole = columns / N * N;
        for (int k = 0; k < whole; k += N) {
            FloatVector values =
                    FloatVector.fromMemorySegment(
                            Lanes.FLOAT, source, (long) k * Float.BYTES, ORDER);
            BrainFloats.narrow(values)
                    .intoMemorySegment(memory, at + (long) k * Short.BYTES, ORDER);
        }
        for (int k = whole; k < columns; k++) {
            float value = source.getAtIndex(ValueLayout.JAVA_FLOAT, k);
            memory.set(
                    ValueLayout.JAVA_SHORT, at + (long) k * Short.BYTES, BrainFloats.narrow(value));
        }
    }

    @Override
    void copyRow(int row, float[] target, int at) {
        long from = row(row);
        for (int k = 0; k < columns; k++) {
            short bits = memory.get(ValueLayout.JAVA_SHORT, from + (long) k * Short.BYTES);
            target[at + k] = BrainFloats.widen(bits);
        }
    }

    @Override
    void decode(int fromPanel, int toPanel, MemorySegment to, int at, int stride, Scratch scratch) {
        int first = fromPanel * Lanes.PANEL;
        for (int row = first; row < toPanel * Lanes.PANEL; row++) {
            for (int k = 0; k < columns; k++) {
                short bits = memory.get(ValueLayout.JAVA_SHORT, row(row) + (long) k * Short.BYTES);
                to.setAtIndex(ValueLayout.JAVA_SHORT, (long) k * stride + at + row - first, bits);
            }
        }
    }

    @Override
    void multiply(
            Activations x,
            int tokens,
            Activations y,
            int yFrom,
            int fromPanel,
            int toPanel,
            Scratch scratch) {
        int to = Math.min(rows, toPanel * Lanes.PANEL);
        for (int row = fromPanel * Lanes.PANEL; row < to; row++) {
            int token = 0;
            for (; token + 2 <= tokens; token += 2) {
                sumTwo(row(row), x.values, x.row(token), x.row(token + 1), scratch.sums);
                y.values[y.row(token) + yFrom + row] += fold(scratch.sums, 0);
                y.values[y.row(token + 1) + yFrom + row] += fold(scratch.sums, 4 * N);
            }
            if (token < tokens) {
                sumOne(row(row), x.values, x.row(token), scratch.sums);
                y.values[y.row(token) + yFrom + row] += fold(scratch.sums, 0);
            }
        }
    }

    private void sumOne(long w, float[] x, int xAt, float[] sums) {
        FloatVector a = FloatVector.zero(Lanes.FLOAT);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int k = 0;
        for (; k + 4 * N <= stride; k += 4 * N) {
            long at = w + (long) k * Short.BYTES;
            a = weights(at).fma(FloatVector.fromArray(Lanes.FLOAT, x, xAt + k), a);
            b = weights(at + VECTOR_BYTES).fma(input(x, xAt + k + N), b);
            c = weights(at + 2 * VECTOR_BYTES).fma(input(x, xAt + k + 2 * N), c);
            d = weights(at + 3 * VECTOR_BYTES).fma(input(x, xAt + k + 3 * N), d);
        }
        if (k < stride) {
            long at = w + (long) k * Short.BYTES;
            a = weights(at).fma(input(x, xAt + k), a);
            b = weights(at + VECTOR_BYTES).fma(input(x, xAt + k + N), b);
        }
        a.intoArray(sums, 0);
        b.intoArray(sums, N);
        c.intoArray(sums, 2 * N);
        d.intoArray(sums, 3 * N);
    }

    /// As [#sumOne], for two tokens.
    private void sumTwo(long w, float[] x, int x0, int x1, float[] sums) {
        FloatVector a0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector b0 = a0;
        FloatVector c0 = a0;
        FloatVector d0 = a0;
        FloatVector a1 = a0;
        FloatVector b1 = a0;
        FloatVector c1 = a0;
        FloatVector d1 = a0;
        int k = 0;
        for (; k + 4 * N <= stride; k += 4 * N) {
            long at = w + (long) k * Short.BYTES;
            FloatVector wa = weights(at);
            a0 = wa.fma(input(x, x0 + k), a0);
            a1 = wa.fma(input(x, x1 + k), a1);
            FloatVector wb = weights(at + VECTOR_BYTES);
            b0 = wb.fma(input(x, x0 + k + N), b0);
            b1 = wb.fma(input(x, x1 + k + N), b1);
            FloatVector wc = weights(at + 2 * VECTOR_BYTES);
            c0 = wc.fma(input(x, x0 + k + 2 * N), c0);
            c1 = wc.fma(input(x, x1 + k + 2 * N), c1);
            FloatVector wd = weights(at + 3 * VECTOR_BYTES);
            d0 = wd.fma(input(x, x0 + k + 3 * N), d0);
            d1 = wd.fma(input(x, x1 + k + 3 * N), d1);
        }
        if (k < stride) {
            long at = w + (long) k * Short.BYTES;
            FloatVector wa = weights(at);
            a0 = wa.fma(input(x, x0 + k), a0);
            a1 = wa.fma(input(x, x1 + k), a1);
            FloatVector wb = weights(at + VECTOR_BYTES);
            b0 = wb.fma(input(x, x0 + k + N), b0);
            b1 = wb.fma(input(x, x1 + k + N), b1);
        }
        a0.intoArray(sums, 0);
        b0.intoArray(sums, N);
        c0.intoArray(sums, 2 * N);
        d0.intoArray(sums, 3 * N);
        a1.intoArray(sums, 4 * N);
        b1.intoArray(sums, 5 * N);
        c1.intoArray(sums, 6 * N);
        d1.intoArray(sums, 7 * N);
    }

    private FloatVector weights(long at) {
        return BrainFloats.widen(ShortVector.fromMemorySegment(Lanes.SHORT, memory, at, ORDER));
    }

    private static FloatVector input(float[] x, int at) {
        return FloatVector.fromArray(Lanes.FLOAT, x, at);
    }

    /// The sum of four vectors of sums, half onto half.
    private static float fold(float[] sums, int at) {
        FloatVector ab = input(sums, at).add(input(sums, at + N));
        FloatVector cd = input(sums, at + 2 * N).add(input(sums, at + 3 * N));
        return Lanes.fold(ab.add(cd));
    }
}
