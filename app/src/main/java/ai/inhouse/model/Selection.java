package ai.inhouse.model;

/// The positions of a worker's share that a loss looks at, and what they should predict. The output
/// head, a large part of a small model's work, is computed for no others.
///
/// @param origin where each position lies in the batch
/// @param positions where it lies in [PaddedRows]
/// @param targets the token that should follow it
/// @param weights how much it counts
record Selection(int[] origin, int[] positions, int[] targets, float[] weights) {
    /// The positions in rows `first` to `first + rows`: all, or those whose weight is not zero.
    static Selection of(
            Batch batch, float[] weights, int first, int rows, int paddedLength, boolean all) {
        int length = batch.length();
        int from = first * length;
        int to = (first + rows) * length;
        int count = 0;
        for (int i = from; i < to; i++) {
            count += all || weights[i] != 0 ? 1 : 0;
        }
        Selection selection =
                new Selection(new int[count], new int[count], new int[count], new float[count]);
        int n = 0;
        for (int i = from; i < to; i++) {
            if (all || weights[i] != 0) {
                selection.origin[n] = i;
                selection.positions[n] = (i / length - first) * paddedLength + i % length;
                selection.targets[n] = batch.targets()[i];
                selection.weights[n] = weights[i];
                n++;
            }
        }
        return selection;
    }

    /// Puts each position's value where the position lies in the batch.
    void spread(float[] values, float[] out) {
        for (int i = 0; i < values.length; i++) {
            out[origin[i]] = values[i];
        }
    }

    int count() {
        return positions.length;
    }
}
