package ai.inhouse.inference;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// A matrix whose panels lie column after column, so that one vector holds a column's elements of
/// many rows.
///
/// Every format and every number of tokens computes the same thing in the same order, block after
/// block of columns: `y[t][r] += scale[b][r] * sum_k(w[r][k] * x[t][k])`, and then, where weights
/// have a constant part, `y[t][r] += minimum[b][r] * sum_k(x[t][k])`; one rounding for each fused
/// multiply-add.
abstract sealed class PanelMatrix extends PackedMatrix permits FloatMatrix, BlockMatrix {
    /// Columns that are unpacked at once: a panel's share then stays in the first-level cache while
    /// all tokens pass over it.
    static final int SLICE = 256;

    /// Columns that share a scale in most formats.
    static final int BLOCK = 32;

    /// The fewest that do in any.
    static final int LEAST_BLOCK = 16;

    /// Panels that one token's product passes through side by side: the processor's prefetching
    /// ends with each page of 4 KiB, so that one stream after the other waits more for memory.
    private static final int STREAMS = 4;

    private static final int SMALL_TILE = 2;
    private static final int N = Lanes.COUNT;

    private final int blockColumns;
    private final int blocks;

    /// @param blockColumns columns of a block; divides [#SLICE]
    PanelMatrix(int rows, int columns, int blockColumns) {
        super(rows, columns);
        this.blockColumns = blockColumns;
        this.blocks = Math.ceilDiv(columns, blockColumns);
    }

    /// Blocks of a row.
    final int blocks() {
        return blocks;
    }

    /// Columns of a block.
    final int blockColumns() {
        return blockColumns;
    }

    /// Whether weights have a constant part beside their integers.
    boolean hasMinimums() {
        return false;
    }

    /// Decodes columns of a panel to `[to - from][PANEL]`, without their scales and minimums.
    abstract void unpack(int panel, int from, int to, float[] weights);

    /// Decodes the scales of a block's rows, and their minimums where there are any.
    abstract void unpackScales(int panel, int block, float[] scales, float[] minimums, int to);

    /// One token's inputs as [#sumPanel] multiplies by them.
    void prepareInputs(float[] x, float[] inputs) {
        System.arraycopy(x, 0, inputs, 0, columns);
    }

    /// The sums of a block's products with the scratch's inputs, for the rows of a panel and its
    /// neighbour, straight from the packed weights.
    abstract void sumTwoPanels(int panel, int block, Scratch scratch);

    /// As [#sumTwoPanels], of one.
    abstract void sumPanel(int panel, int block, Scratch scratch);

    /// For several tokens each panel is decoded once.
    @Override
    final void multiply(
            Activations x,
            int tokens,
            Activations y,
            int yFrom,
            int fromPanel,
            int toPanel,
            Scratch scratch) {
        scratch.reserve(tokens, columns, blocks);
        if (hasMinimums()) {
            for (int token = 0; token < tokens; token++) {
                sumInputs(x.values, x.row(token), scratch.inputSums, token * blocks);
            }
        }
        if (tokens == 1) {
            multiplyOne(x, y.values, yFrom, fromPanel, toPanel, scratch);
            return;
        }
        for (int panel = fromPanel; panel < toPanel; panel++) {
            for (int from = 0; from < columns; from += SLICE) {
                int to = Math.min(from + SLICE, columns);
                unpack(panel, from, to, scratch.weights);
                for (int k = from, s = 0; k < to; k += blockColumns, s += Lanes.PANEL) {
                    int block = k / blockColumns;
                    unpackScales(panel, block, scratch.scales, scratch.minimums, s);
                }
                int yAt = yFrom + panel * Lanes.PANEL;
                multiplySlice(x, tokens, y, yAt, from, to, scratch);
            }
        }
    }

    @Override
    final void decode(
            int fromPanel, int toPanel, MemorySegment to, int at, int stride, Scratch scratch) {
        for (int panel = fromPanel; panel < toPanel; panel++) {
            int rowAt = at + (panel - fromPanel) * Lanes.PANEL;
            for (int from = 0; from < columns; from += SLICE) {
                int end = Math.min(from + SLICE, columns);
                unpack(panel, from, end, scratch.weights);
                for (int k = from; k < end; k += blockColumns) {
                    unpackScales(panel, k / blockColumns, scratch.scales, scratch.minimums, 0);
                    int n = Math.min(blockColumns, end - k);
                    long target = (long) k * stride + rowAt;
                    for (int half = 0; half < Lanes.PANEL; half += N) {
                        narrow(scratch, (k - from) * Lanes.PANEL, half, n, to, target, stride);
                    }
                }
            }
        }
    }

    /// Scales a vector of rows of a block's columns, and rounds them.
    private void narrow(
            Scratch scratch,
            int weightsAt,
            int half,
            int n,
            MemorySegment to,
            long target,
            int stride) {
        FloatVector scale = FloatVector.fromArray(Lanes.FLOAT, scratch.scales, half);
        FloatVector minimum =
                hasMinimums()
                        ? FloatVector.fromArray(Lanes.FLOAT, scratch.minimums, half)
                        : FloatVector.zero(Lanes.FLOAT);
        for (int k = 0; k < n; k++) {
            int at = weightsAt + k * Lanes.PANEL + half;
            FloatVector weights =
                    FloatVector.fromArray(Lanes.FLOAT, scratch.weights, at).mul(scale).add(minimum);
            BrainFloats.narrow(weights)
                    .intoMemorySegment(
                            to, (target + (long) k * stride + half) * Short.BYTES, Lanes.ORDER);
        }
    }

    private void sumInputs(float[] x, int at, float[] sums, int to) {
        for (int block = 0; block < blocks; block++) {
            int k = at + block * blockColumns;
            int end = at + Math.min((block + 1) * blockColumns, columns);
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            for (; k + 4 <= end; k += 4) {
                s0 += x[k];
                s1 += x[k + 1];
                s2 += x[k + 2];
                s3 += x[k + 3];
            }
            for (; k < end; k++) {
                s0 += x[k];
            }
            sums[to + block] = (s0 + s1) + (s2 + s3);
        }
    }

    private void multiplyOne(
            Activations x, float[] y, int yFrom, int fromPanel, int toPanel, Scratch scratch) {
        Arrays.fill(scratch.inputs, columns, scratch.inputs.length, 0);
        prepareInputs(x.values, scratch.inputs);
        for (int first = fromPanel; first < toPanel; first += STREAMS) {
            int end = Math.min(first + STREAMS, toPanel);
            for (int block = 0; block < blocks; block++) {
                multiplyBlock(block, y, yFrom, first, end, scratch);
            }
        }
    }

    private void multiplyBlock(
            int block, float[] y, int yFrom, int fromPanel, int toPanel, Scratch scratch) {
        int panel = fromPanel;
        int at = yFrom + panel * Lanes.PANEL;
        for (; panel + 1 < toPanel; panel += 2) {
            sumTwoPanels(panel, block, scratch);
            add(panel, block, scratch, 0, y, at);
            add(panel + 1, block, scratch, Lanes.PANEL, y, at + Lanes.PANEL);
            at += 2 * Lanes.PANEL;
        }
        if (panel < toPanel) {
            sumPanel(panel, block, scratch);
            add(panel, block, scratch, 0, y, at);
        }
    }

    private void add(int panel, int block, Scratch scratch, int from, float[] y, int at) {
        unpackScales(panel, block, scratch.scales, scratch.minimums, 0);
        for (int i = 0; i < Lanes.PANEL; i += N) {
            FloatVector sum = FloatVector.fromArray(Lanes.FLOAT, scratch.sums, from + i);
            FloatVector.fromArray(Lanes.FLOAT, scratch.scales, i)
                    .fma(sum, FloatVector.fromArray(Lanes.FLOAT, y, at + i))
                    .intoArray(y, at + i);
        }
        if (hasMinimums()) {
            addMinimums(scratch, 0, scratch.inputSums[block], y, at);
        }
    }

    private static void addMinimums(Scratch scratch, int s, float sum, float[] y, int at) {
        FloatVector factor = FloatVector.broadcast(Lanes.FLOAT, sum);
        for (int i = 0; i < Lanes.PANEL; i += N) {
            FloatVector.fromArray(Lanes.FLOAT, scratch.minimums, s + i)
                    .fma(factor, FloatVector.fromArray(Lanes.FLOAT, y, at + i))
                    .intoArray(y, at + i);
        }
    }

    private void multiplySlice(
            Activations x,
            int tokens,
            Activations y,
            int yFrom,
            int from,
            int to,
            Scratch scratch) {
        for (int t = 0; t < tokens; ) {
            boolean small = tokens - t <= SMALL_TILE;
            int tile = small ? SMALL_TILE : Tiles.TOKENS;
            int xAt = x.row(t) + from;
            int yAt = y.row(t) + yFrom;
            for (int k = 0, s = 0; k < to - from; k += blockColumns, s += Lanes.PANEL) {
                int end = Math.min(k + blockColumns, to - from);
                if (small) {
                    Tiles.two(scratch, k, end, s, x, xAt, y, yAt);
                } else {
                    Tiles.six(scratch, k, end, s, x, xAt, y, yAt);
                }
                if (hasMinimums()) {
                    int sum = t * blocks + (from + k) / blockColumns;
                    for (int i = 0; i < tile; i++) {
                        float inputs = scratch.inputSums[sum + i * blocks];
                        addMinimums(scratch, s, inputs, y.values, yAt + i * y.stride);
                    }
                }
            }
            t += tile;
        }
    }
}
