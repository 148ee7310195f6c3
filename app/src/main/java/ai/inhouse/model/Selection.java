package ai.inhouse.model;

/// The positions of a worker's share that a loss looks at, and what they should predict. The output
/// head, a large part of a small model's work, is computed for no others.
///
/// @param origin where each position lies in the batch
/// @param positions where it lies in [BlockRows]
/// @param targets the token that should follow it
/// @param weights how much it counts
record Selection(int[] origin, int[] positions, int[] targets, float[] weights) {
    /// All positions of the rows, or those whose weight is not zero.
    static Selection of(Batch batch, float[] weights, BlockRows rows, boolean all) {
        int count = 0;
        for (int origin : rows.origins()) {
            count += counts(weights, origin, all) ? 1 : 0;
        }
        Selection selection =
                new Selection(new int[count], new int[count], new int[count], new float[count]);
        int n = 0;
        for (int i = 0; i < rows.positions(); i++) {
            int origin = rows.origins()[i];
            if (counts(weights, origin, all)) {
                selection.origin[n] = origin;
                selection.positions[n] = i;
                selection.targets[n] = batch.targets()[origin];
                selection.weights[n] = weights[origin];
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

    private static boolean counts(float[] weights, int origin, boolean all) {
        return origin >= 0 && (all || weights[origin] != 0);
    }

    int count() {
        return positions.length;
    }
}
