package ai.inhouse.model;

import java.util.Arrays;
import java.util.List;

/// A worker's part of a batch: rows for all positions of its blocks. The last block of a sequence
/// may end in padding, which the causal mask keeps out of what precedes it and which carries no
/// loss.
///
/// @param block positions in a block
/// @param blocks in a sequence
/// @param pieces which blocks, in the order of the rows
/// @param tokens `[n]`, negative where padded
/// @param angles `[n]`: each position's distance from the start of its document
/// @param starts `[n]`: where in its sequence each position's document starts
/// @param origins `[n]`: where each position lies in the batch, negative where padded
record BlockRows(
        int block,
        int blocks,
        List<Partition.Piece> pieces,
        int[] tokens,
        int[] angles,
        int[] starts,
        int[] origins) {

    static BlockRows of(Batch batch, Partition partition, int worker) {
        List<Partition.Piece> pieces = partition.shares().get(worker);
        int n = pieces.size() * partition.block();
        BlockRows rows =
                new BlockRows(
                        partition.block(),
                        partition.blocks(),
                        pieces,
                        new int[n],
                        new int[n],
                        new int[n],
                        new int[n]);
        Arrays.fill(rows.tokens, -1);
        Arrays.fill(rows.origins, -1);
        for (int i = 0; i < pieces.size(); i++) {
            rows.fill(batch, pieces.get(i), i * partition.block());
        }
        return rows;
    }

    private void fill(Batch batch, Partition.Piece piece, int from) {
        int first = piece.index() * block;
        for (int i = 0; i < block; i++) {
            int t = first + i;
            int origin = piece.sequence() * batch.length() + Math.min(t, batch.length() - 1);
            starts[from + i] = batch.documentStarts()[origin];
            angles[from + i] = t - starts[from + i];
            if (t < batch.length()) {
                tokens[from + i] = batch.tokens()[origin];
                origins[from + i] = origin;
            }
        }
    }

    /// The same, but that no position sees further back than a window.
    ///
    /// @param window positions, its own included
    BlockRows within(int window) {
        int[] later = starts.clone();
        for (int i = 0; i < later.length; i++) {
            int t = pieces.get(i / block).index() * block + i % block;
            later[i] = Math.max(later[i], t - window + 1);
        }
        return new BlockRows(block, blocks, pieces, tokens, angles, later, origins);
    }

    /// `[n]`: the angles of a layer that rotates nothing.
    int[] still() {
        return new int[tokens.length];
    }

    int positions() {
        return tokens.length;
    }

    /// Whether a pass over other rows needs memory of the same shapes.
    boolean fits(BlockRows other) {
        return block == other.block && blocks == other.blocks && pieces.equals(other.pieces);
    }

    /// The first block that any query of a piece sees.
    ///
    /// @param local the piece's number
    int firstSeen(int local) {
        return starts[local * block] / block;
    }
}
