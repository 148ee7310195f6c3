package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A matrix `[rows, columns]` in native memory, laid out for streaming. Rows come in panels of
/// [Lanes#PANEL], the last one filled up with zeros; threads share a matrix by panels.
///
/// Whatever the number of tokens, a token's product is summed up in the same order, so that its
/// result does not depend on what it is batched with.
abstract sealed class PackedMatrix permits BrainFloatMatrix, PanelMatrix {
    final int rows;
    final int columns;
    final int panels;

    /// One thread's room for inputs, unpacked weights, their scales, and a tile's sums.
    static final class Scratch {
        final float[] weights = new float[PanelMatrix.SLICE * Lanes.PANEL];
        final float[] scales = new float[PanelMatrix.SLICE / PanelMatrix.BLOCK * Lanes.PANEL];
        final float[] minimums = new float[scales.length];
        final float[] sums = new float[Tiles.TOKENS * Lanes.PANEL];

        /// One token's inputs, as a format wants them.
        float[] inputs = {};

        /// `[tokens][blocks]`
        float[] inputSums = {};

        /// Makes room for products with so many columns.
        void reserve(int tokens, int columns, int blocks) {
            if (inputs.length < columns) {
                inputs = new float[Math.ceilDiv(columns, PanelMatrix.SLICE) * PanelMatrix.SLICE];
            }
            if (inputSums.length < (tokens + Tiles.TOKENS) * blocks) {
                inputSums = new float[(tokens + Tiles.TOKENS) * blocks];
            }
        }
    }

    PackedMatrix(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.panels = Math.ceilDiv(rows, Lanes.PANEL);
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
                    case Q4_0 -> new NibbleMatrix(rows, columns, true, arena);
                    case Q4_1 -> new NibbleMatrix(rows, columns, false, arena);
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

    /// The matrix as bf16 products need it: itself if it is so, or a copy of what it decodes to.
    BrainFloatMatrix brainFloats(Arena arena, Team team) {
        if (this instanceof BrainFloatMatrix same) {
            return same;
        }
        BrainFloatMatrix copy = new BrainFloatMatrix(rows, columns, arena);
        team.run(
                member -> {
                    float[] row = new float[columns];
                    int to = Math.min(rows, team.from(member + 1, panels) * Lanes.PANEL);
                    for (int r = team.from(member, panels) * Lanes.PANEL; r < to; r++) {
                        copyRow(r, row, 0);
                        copy.packRow(r, MemorySegment.ofArray(row));
                    }
                });
        return copy;
    }

    /// Bytes that a multiplication reads.
    abstract long bytes();

    /// @param source `[columns]` fp32
    abstract void packRow(int row, MemorySegment source);

    /// Decodes one row.
    abstract void copyRow(int row, float[] target, int at);

    /// `y[t] += W x[t]` for a range of panels.
    ///
    /// @param x `[tokens, columns]`
    /// @param y `[tokens, rows]`
    abstract void multiply(
            Activations x, int tokens, Activations y, int fromPanel, int toPanel, Scratch scratch);
}
