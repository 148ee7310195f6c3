package ai.inhouse.model;

import java.util.Arrays;

/// A worker's share of a batch, padded at the end of each row to a length that the kernels take.
/// The causal mask keeps padding out of what precedes it, and it carries no loss.
///
/// @param rows sequences `B`
/// @param length padded `T`
/// @param tokens `[B * T]`, negative where padded
record PaddedRows(int rows, int length, int[] tokens) {
    /// The rows `first` to `first + rows` of a batch.
    static PaddedRows of(Batch batch, int first, int rows, int length) {
        int[] tokens = new int[rows * length];
        Arrays.fill(tokens, -1);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(
                    batch.tokens(),
                    (first + row) * batch.length(),
                    tokens,
                    row * length,
                    batch.length());
        }
        return new PaddedRows(rows, length, tokens);
    }

    int positions() {
        return rows * length;
    }
}
