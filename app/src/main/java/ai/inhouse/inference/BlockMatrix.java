package ai.inhouse.inference;

import ai.inhouse.model.GgmlBlock;
import ai.inhouse.model.GgmlType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Weights as ggml's blocks have them, laid out anew: integers of a panel's rows column after
/// column, and the scales of all its rows after each run of columns. What is computed with are the
/// blocks' own numbers, not rounded again; fp32 weights are encoded first.
///
/// The inputs stay fp32: turning integers into floats and multiplying is three or four instructions
/// a vector, which two cores do about as fast as memory delivers the integers, so rounding the
/// inputs too would cost accuracy and gain little.
abstract sealed class BlockMatrix extends PanelMatrix permits ByteMatrix, NibbleMatrix {
    /// `[panels][runs]` of a run's integers for each row of the panel, then its scales.
    final MemorySegment memory;

    private final GgmlType type;
    private final int blockBytes;
    private final BlockScales scales;

    /// @param quantBytes of a run's integers for a panel
    BlockMatrix(GgmlType type, int rows, int columns, int quantBytes, Arena arena) {
        super(rows, columns, type.runElements());
        boolean minimums = type == GgmlType.Q4_1;
        boolean small = type == GgmlType.Q4_K || type == GgmlType.Q6_K;
        int scaleBytes = small ? SuperScales.bytes(type) : HalfScales.bytes(minimums);
        this.type = type;
        this.blockBytes = quantBytes + scaleBytes;
        this.memory = arena.allocate((long) panels * blocks() * blockBytes + Lanes.SPARE_BYTES, 64);
        var place = new BlockScales.Place(memory, blocks(), blockBytes, quantBytes);
        int moved = type == GgmlType.Q4_0 ? NibbleMatrix.MOVED : 0;
        this.scales =
                small
                        ? new SuperScales(type, panels, place, arena)
                        : new HalfScales(place, minimums, moved);
    }

    /// @param type one with blocks
    static BlockMatrix of(GgmlType type, int rows, int columns, Arena arena) {
        return switch (type) {
            case Q8_0, Q5_0, Q6_K -> new ByteMatrix(type, rows, columns, arena);
            case Q4_0, Q4_1, Q4_K -> new NibbleMatrix(type, rows, columns, arena);
            case F32, F16, BF16 -> throw new IllegalArgumentException(type + " has no blocks");
        };
    }

    /// Where a panel's run begins.
    final long at(int panel, int run) {
        return ((long) panel * blocks() + run) * blockBytes;
    }

    /// Keeps an integer that the block had.
    abstract void put(int row, int column, int quant);

    /// The integer as the scales and minimums count it.
    abstract int get(int row, int column);

    @Override
    final long bytes() {
        return memory.byteSize() + scales.bytesBeside();
    }

    @Override
    final boolean hasMinimums() {
        return scales.hasMinimums();
    }

    /// A last block that is no whole one is filled up with the row's last weight, which changes
    /// nobody's range.
    @Override
    final void packRow(int row, MemorySegment source) {
        int n = type.blockElements();
        int blocks = Math.ceilDiv(columns, n);
        float[] values = new float[blocks * n];
        MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, 0, values, 0, columns);
        Arrays.fill(values, columns, values.length, values[columns - 1]);
        byte[] bytes = new byte[blocks * type.blockBytes()];
        type.encode(values, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        packBlocks(row, MemorySegment.ofArray(bytes), new GgmlBlock(type));
    }

    /// Takes over a row as a file has it.
    ///
    /// @param encoded its blocks
    /// @param block room for one
    final void packBlocks(int row, MemorySegment encoded, GgmlBlock block) {
        int n = type.blockElements();
        for (int from = 0; from < columns; from += n) {
            int index = from / n;
            block.read(encoded, (long) index * type.blockBytes());
            scales.set(row, index, block);
            int to = Math.min(from + n, columns);
            for (int k = from; k < to; k++) {
                put(row, k, block.quant(k - from));
            }
        }
    }

    @Override
    final void copyRow(int row, float[] target, int at) {
        int n = type.runElements();
        for (int run = 0; run < blocks(); run++) {
            float scale = scales.scale(row, run);
            float minimum = scales.minimum(row, run);
            int to = Math.min((run + 1) * n, columns);
            for (int k = run * n; k < to; k++) {
                target[at + k] = scale * get(row, k) + minimum;
            }
        }
    }

    @Override
    final void unpackScales(int panel, int block, float[] into, float[] minimums, int to) {
        scales.unpack(panel, block, into, minimums, to);
    }
}
