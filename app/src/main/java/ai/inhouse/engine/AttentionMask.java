package ai.inhouse.engine;

/// Which keys of a tile its queries see: those from the start of their document, or of their
/// window, to themselves.
///
/// @param diagonal whether queries and keys are the same block
/// @param block `P`
/// @param firstKey position of the tile's first key
/// @param heads query heads of each block, one after the other
/// @param starts for each query, the position at which its document or window starts; never falling
///   within a block
/// @param from where the tile's first block begins in `starts`
public record AttentionMask(
        boolean diagonal, int block, int firstKey, int heads, int[] starts, int from) {
    /// The first key that the query of a row sees, and the one after the last.
    int firstKey(int row) {
        int query = row / (heads * block) * block + row % block;
        return Math.max(0, starts[from + query] - firstKey);
    }

    int endKey(int row) {
        return diagonal ? row % block + 1 : block;
    }

    /// The first query of a block that sees a key, and the one after the last. Where a tile has
    /// several blocks, they belong to several sequences.
    int firstQuery(int key) {
        return diagonal ? key : 0;
    }

    int endQuery(int sequence, int key) {
        int first = from + sequence * block;
        int low = 0;
        int high = block;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts[first + middle] <= firstKey + key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
