package ai.inhouse.inference;

import ai.inhouse.model.GgmlType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntConsumer;

/// A matrix `[rows, columns]` in native memory, laid out for streaming. Rows come in panels of
/// [Lanes#PANEL], the last one filled up with zeros; threads share a matrix by panels.
///
/// Whatever the number of tokens, a token's product is summed up in the same order, so that its
/// result does not depend on what it is batched with.
abstract sealed class PackedMatrix permits BrainFloatMatrix, PanelMatrix, StackedMatrix {
    final int rows;
    final int columns;
    final int panels;

    /// One thread's room for inputs, unpacked weights, their scales, and a tile's sums.
    static final class Scratch {
        final float[] weights = new float[PanelMatrix.SLICE * Lanes.PANEL];
        final float[] scales = new float[PanelMatrix.SLICE / PanelMatrix.LEAST_BLOCK * Lanes.PANEL];
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

    /// An empty one for weights that are stored in this way. fp16 becomes fp32, and 5-bit integers
    /// become bytes: both without rounding.
    static PackedMatrix of(GgmlType type, int rows, int columns, Arena arena) {
        return switch (type) {
            case F32, F16 -> new FloatMatrix(rows, columns, arena);
            case BF16 -> new BrainFloatMatrix(rows, columns, arena);
            case Q4_0, Q4_1, Q5_0, Q8_0, Q4_K, Q6_K -> BlockMatrix.of(type, rows, columns, arena);
        };
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
        PackedMatrix matrix = of(format.encoded(), rows, columns, arena);
        matrix.fill(source, team);
        return matrix;
    }

    /// Packs all rows.
    ///
    /// @param source `[rows, columns]` fp32, row-major
    final void fill(MemorySegment source, Team team) {
        eachRow(team, row -> packRow(row, source.asSlice(4L * row * columns, 4L * columns)));
    }

    /// Has the team do something with each row; rows of a panel go to one member.
    final void eachRow(Team team, IntConsumer work) {
        team.run(
                member -> {
                    int to = Math.min(rows, team.from(member + 1, panels) * Lanes.PANEL);
                    for (int row = team.from(member, panels) * Lanes.PANEL; row < to; row++) {
                        work.accept(row);
                    }
                });
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

    /// Decodes panels to bf16, column after column.
    ///
    /// @param to `[columns][stride]`
    /// @param at where the first panel's rows begin in each column
    abstract void decode(
            int fromPanel, int toPanel, MemorySegment to, int at, int stride, Scratch scratch);

    /// `y[t] += W x[t]` for a range of panels.
    ///
    /// @param x `[tokens, columns]`
    /// @param y `[tokens, rows]`
    final void multiply(
            Activations x, int tokens, Activations y, int fromPanel, int toPanel, Scratch scratch) {
        multiply(x, tokens, y, 0, fromPanel, toPanel, scratch);
    }

    /// As [#multiply(Activations, int, Activations, int, int, Scratch)], into rows of `y` that
    /// begin at `yFrom`.
    abstract void multiply(
            Activations x,
            int tokens,
            Activations y,
            int yFrom,
            int fromPanel,
            int toPanel,
            Scratch scratch);
}
