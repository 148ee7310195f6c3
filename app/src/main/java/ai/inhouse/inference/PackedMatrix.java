package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A matrix `[rows, columns]` in native memory, laid out for streaming: panels of [Lanes#PANEL]
/// rows, and in a panel column after column, so that one vector holds a column's elements of many
/// rows. Rows are filled up with zeros to whole panels.
///
/// Every format and every number of tokens computes the same thing in the same order: `y[t][r] =
/// y[t][r] + sum_b scale[b][r] * (sum_{k in block b} w[r][k] * x[t][k])`, one rounding for each
/// fused multiply-add, so a token's result does not depend on what it is batched with.
abstract sealed class PackedMatrix permits FloatMatrix, BrainFloatMatrix, ByteMatrix {
    /// Columns that are unpacked at once: a panel's share then stays in the first-level cache while
    /// all tokens pass over it.
    static final int SLICE = 256;

    private static final int SMALL_TILE = 2;

    final int rows;
    final int columns;
    final int panels;
    final int blockColumns;

    /// One thread's room for unpacked weights, their scales, and a tile's sums.
    static final class Scratch {
        final float[] weights = new float[SLICE * Lanes.PANEL];
        final float[] sums = new float[Tiles.TOKENS * Lanes.PANEL];
        final float[] scales = new float[SLICE / ByteMatrix.BLOCK * Lanes.PANEL];

        Scratch() {
            Arrays.fill(scales, 1);
        }
    }

    /// @param blockColumns columns that share a scale; divides [#SLICE]
    PackedMatrix(int rows, int columns, int blockColumns) {
        this.rows = rows;
        this.columns = columns;
        this.panels = Math.ceilDiv(rows, Lanes.PANEL);
        this.blockColumns = blockColumns;
    }

    /// Converts fp32 weights. The source may be freed afterwards.
    ///
    /// @param source `[rows, columns]`, row-major
    static PackedMatrix pack(
            WeightFormat format,
            MemorySegment source,
            int rows,
            int columns,
            Arena arena,
            Team team) {
        PackedMatrix matrix =
                switch (format) {
                    case F32 -> new FloatMatrix(rows, columns, arena);
                    case BF16 -> new BrainFloatMatrix(rows, columns, arena);
                    case Q8_0 -> new ByteMatrix(rows, columns, arena);
                };
        team.run(
                member -> {
                    int to = Math.min(rows, team.from(member + 1, matrix.panels) * Lanes.PANEL);
                    for (int r = team.from(member, matrix.panels) * Lanes.PANEL; r < to; r++) {
                        matrix.packRow(r, source.asSlice(4L * r * columns, 4L * columns));
                    }
                });
        return matrix;
    }

    /// Bytes that a multiplication reads.
    abstract long bytes();

    /// @param source `[columns]` fp32
    abstract void packRow(int row, MemorySegment source);

    /// Decodes one row.
    abstract void copyRow(int row, float[] target, int at);

    /// `y += W x` for the first token and a range of panels, straight from the packed weights.
    abstract void multiplyOne(
            Activations x, Activations y, int fromPanel, int toPanel, Scratch scratch);

    /// Decodes columns of a panel to `[to - from][PANEL]`, without their scales.
    abstract void unpack(int panel, int from, int to, float[] weights);

    /// Decodes the scales of a panel's blocks to `[blocks][PANEL]`. Formats without scales leave
    /// the ones that are there.
    void unpackScales(int panel, int from, int to, float[] scales) {}

    /// `y[t] += W x[t]` for a range of panels, each of which is decoded once for all tokens.
    ///
    /// @param x `[tokens, columns]`
    /// @param y `[tokens, rows]`
    void multiply(
            Activations x, int tokens, Activations y, int fromPanel, int toPanel, Scratch scratch) {
        if (tokens == 1) {
            multiplyOne(x, y, fromPanel, toPanel, scratch);
            return;
        }
        for (int panel = fromPanel; panel < toPanel; panel++) {
            for (int from = 0; from < columns; from += SLICE) {
                int to = Math.min(from + SLICE, columns);
                unpack(panel, from, to, scratch.weights);
                unpackScales(panel, from, to, scratch.scales);
                multiplySlice(x, tokens, y, panel, from, to, scratch);
            }
        }
    }

    private void multiplySlice(
            Activations x,
            int tokens,
            Activations y,
            int panel,
            int from,
            int to,
            Scratch scratch) {
        for (int t = 0; t < tokens; ) {
            boolean small = tokens - t <= SMALL_TILE;
            int xAt = x.row(t) + from;
            int yAt = y.row(t) + panel * Lanes.PANEL;
            for (int k = 0, s = 0; k < to - from; k += blockColumns, s += Lanes.PANEL) {
                int end = Math.min(k + blockColumns, to - from);
                if (small) {
                    Tiles.two(scratch, k, end, s, x, xAt, y, yAt);
                } else {
                    Tiles.six(scratch, k, end, s, x, xAt, y, yAt);
                }
            }
            t += small ? SMALL_TILE : Tiles.TOKENS;
        }
    }
}
