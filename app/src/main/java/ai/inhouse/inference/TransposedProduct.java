package ai.inhouse.inference;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A product as bf16 multiplication leaves it, `[rows, tokens]`: taking the weights as the left
/// operand spares the library from rearranging them for each product. With room for one thread's
/// share of a few rows.
final class TransposedProduct {
    private static final int ROWS = 16;

    private final short[] block;

    /// @param tokens most
    TransposedProduct(int tokens) {
        this.block = new short[ROWS * tokens];
    }

    /// `y[t][firstRow + r] += product[r][t]`
    ///
    /// @param stride elements from one row of the product to the next
    void addTo(
            Activations y, int tokens, int firstRow, MemorySegment product, int rows, int stride) {
        for (int from = 0; from < rows; from += ROWS) {
            int count = Math.min(ROWS, rows - from);
            MemorySegment.copy(
                    product,
                    ValueLayout.JAVA_SHORT,
                    (long) from * stride * Short.BYTES,
                    block,
                    0,
                    count * stride);
            for (int t = 0; t < tokens; t++) {
                int at = y.row(t) + firstRow + from;
                for (int r = 0; r < count; r++) {
                    y.values[at + r] += BrainFloats.widen(block[r * stride + t]);
                }
            }
        }
    }
}
