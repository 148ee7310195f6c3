package ai.inhouse.inference;

/// A matrix whose panels lie column after column, so that one vector holds a column's elements of
/// many rows.
///
/// Every format and every number of tokens computes the same thing in the same order: `y[t][r] =
/// y[t][r] + sum_b scale[b][r] * (sum_{k in block b} w[r][k] * x[t][k])`, one rounding for each
/// fused multiply-add.
abstract sealed class PanelMatrix extends PackedMatrix permits FloatMatrix, ByteMatrix {
    /// Columns that are unpacked at once: a panel's share then stays in the first-level cache while
    /// all tokens pass over it.
    static final int SLICE = 256;

    private static final int SMALL_TILE = 2;

    final int blockColumns;

    /// @param blockColumns columns that share a scale; divides [#SLICE]
    PanelMatrix(int rows, int columns, int blockColumns) {
        super(rows, columns);
        this.blockColumns = blockColumns;
    }

    /// `y += W x` for the first token and a range of panels, straight from the packed weights.
    abstract void multiplyOne(
            Activations x, Activations y, int fromPanel, int toPanel, Scratch scratch);

    /// Decodes columns of a panel to `[to - from][PANEL]`, without their scales.
    abstract void unpack(int panel, int from, int to, float[] weights);

    /// Decodes the scales of a panel's blocks to `[blocks][PANEL]`. Formats without scales leave
    /// the ones that are there.
    void unpackScales(int panel, int from, int to, float[] scales) {}

    /// For several tokens each panel is decoded once.
    @Override
    final void multiply(
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
