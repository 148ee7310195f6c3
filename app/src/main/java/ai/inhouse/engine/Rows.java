package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;
import static ai.inhouse.engine.Shapes.require;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Rows picked by index: the embedding, and the positions that count in a loss.
public final class Rows {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    private Rows() {}

    /// `out[i] = table[indices[from + i]]` for `i < count`. A negative index gives a row of zeros;
    /// so are the rows of `out` after `count`.
    ///
    /// @param table `[n, d]`
    /// @param out `[at least count, d]` of the same type
    public static void gather(Tensor table, int[] indices, int from, int count, Tensor out) {
        check(table, out, count);
        MemorySegment source = NativeMemory.segment(table);
        MemorySegment target = NativeMemory.segment(out);
        long bytes = (long) table.width() * table.type().bytes();
        for (int i = 0; i < count; i++) {
            if (indices[from + i] < 0) {
                target.asSlice(i * bytes, bytes).fill((byte) 0);
            } else {
                int index = bounded(indices[from + i], table);
                MemorySegment.copy(source, index * bytes, target, i * bytes, bytes);
            }
        }
        target.asSlice(count * bytes).fill((byte) 0);
    }

    /// `out[indices[from + i]] = rows[i]` for `i < count`; the other rows of `out` stay.
    public static void scatter(Tensor rows, int[] indices, int from, int count, Tensor out) {
        check(out, rows, count);
        MemorySegment source = NativeMemory.segment(rows);
        MemorySegment target = NativeMemory.segment(out);
        long bytes = (long) rows.width() * rows.type().bytes();
        for (int i = 0; i < count; i++) {
            int index = bounded(indices[from + i], out);
            MemorySegment.copy(source, i * bytes, target, index * bytes, bytes);
        }
    }

    /// The gradient of a gather: `dTable[indices[i]] += dRows[i]`. Rows of one index are summed in
    /// fp32 before they meet the table, in the order of `i`.
    ///
    /// @param dRows `[n, d]` fp32
    /// @param indices one for each row; a negative one leaves its row out
    /// @param dTable `[vocabulary, d]`, added to
    public static void addGradient(Tensor dRows, int[] indices, Tensor dTable, Tensor scratch) {
        int d = dRows.width();
        require(dRows, "dRows", indices.length, d);
        require(dRows, "dRows", ElementType.FLOAT32);
        require(scratch, "scratch", 1, d);
        long[] order = ordered(indices);
        for (int i = 0; i < order.length; ) {
            int index = (int) (order[i] >>> Integer.SIZE);
            Elements.zero(scratch);
            for (; i < order.length && (int) (order[i] >>> Integer.SIZE) == index; i++) {
                long row = dRows.address((long) (int) order[i] * d);
                add(FP32, row, scratch.address(), d);
            }
            long entry = dTable.address((long) bounded(index, dTable) * d);
            add(dTable.storage(), scratch.address(), entry, d);
        }
    }

    /// Pairs of index and row, by index and then by row.
    private static long[] ordered(int[] indices) {
        long[] pairs = new long[indices.length];
        int n = 0;
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] >= 0) {
                pairs[n++] = (long) indices[i] << Integer.SIZE | i;
            }
        }
        long[] kept = Arrays.copyOf(pairs, n);
        Arrays.sort(kept);
        return kept;
    }

    private static int bounded(int index, Tensor table) {
        if (index < 0 || index >= table.size(0)) {
            throw new IllegalArgumentException("no row %d in %s".formatted(index, table));
        }
        return index;
    }

    private static void check(Tensor large, Tensor small, int count) {
        if (small.rows() < count
                || small.width() != large.width()
                || small.type() != large.type()) {
            throw new IllegalArgumentException(
                    "%d rows between %s and %s".formatted(count, large, small));
        }
    }

    /// `out += in`, `in` fp32.
    private static void add(Storage s, long in, long out, int d) {
        int j = 0;
        for (; j <= d - COUNT; j += COUNT) {
            s.store(s.load(out, j).add(FP32.load(in, j)), out, j);
        }
        if (j < d) {
            s.store(s.load(out, j, d - j).add(FP32.load(in, j, d - j)), out, j, d - j);
        }
    }
}
