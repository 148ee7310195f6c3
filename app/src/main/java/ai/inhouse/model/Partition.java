package ai.inhouse.model;

import ai.inhouse.engine.AttentionTile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// How a batch is cut for the workers. Each takes whole sequences, as many as all the others; what
/// remains is cut into blocks of positions and dealt out, so that one long sequence keeps every
/// worker busy. Everything but attention needs a worker's own positions alone; attention reads the
/// keys of the blocks before, whoever has them.
///
/// @param block positions in a block, a multiple of the vector length
/// @param blocks in a sequence; the last one may end in padding
/// @param shares each worker's blocks, in the order of sequences and then of positions
record Partition(int block, int blocks, List<List<Piece>> shares) {
    /// Scores of a tile, all heads of one sequence: in bf16, half of a second-level cache of 2 MiB.
    private static final int TILE_SCORES = 1 << 19;

    private static final int LARGEST_BLOCK = 256;

    /// Below it, products are too small to be fast.
    private static final int SMALLEST_BLOCK = 64;

    /// A block of one sequence.
    ///
    /// @param index counts along the sequence
    record Piece(int sequence, int index) {}

    /// @param heads query heads
    static Partition of(int sequences, int length, int workers, int heads) {
        int whole = sequences / workers;
        int dealt = sequences % workers;
        int largest = largestBlock(heads);
        if (dealt > 0) {
            // Two for each worker: a late block, whose queries see much, with an early one.
            int fair = Math.ceilDiv(length * dealt, 2 * workers);
            largest = Math.clamp(fair, Math.min(SMALLEST_BLOCK, largest), largest);
        }
        int blocks = Math.max(1, Math.ceilDiv(length, AttentionTile.paddedLength(largest)));
        int block = AttentionTile.paddedLength(Math.ceilDiv(length, blocks));
        List<List<Piece>> shares = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            List<Piece> share = new ArrayList<>();
            for (int i = 0; i < whole * blocks; i++) {
                share.add(new Piece(worker * whole + i / blocks, i % blocks));
            }
            shares.add(share);
        }
        deal(whole * workers, sequences, blocks, shares);
        return new Partition(block, blocks, shares.stream().map(List::copyOf).toList());
    }

    private static int largestBlock(int heads) {
        int side = (int) Math.sqrt((double) TILE_SCORES / heads);
        return Math.clamp(side, SMALLEST_BLOCK, LARGEST_BLOCK);
    }

    /// The last blocks first, to and fro: early and late ones meet in each share.
    private static void deal(int from, int to, int blocks, List<List<Piece>> shares) {
        int workers = shares.size();
        int dealt = 0;
        for (int index = blocks - 1; index >= 0; index--) {
            for (int sequence = from; sequence < to; sequence++, dealt++) {
                int place = dealt % workers;
                int worker = dealt / workers % 2 == 0 ? place : workers - 1 - place;
                shares.get(worker).add(new Piece(sequence, index));
            }
        }
        Comparator<Piece> order =
                Comparator.comparingInt(Piece::sequence).thenComparingInt(Piece::index);
        shares.forEach(share -> share.sort(order));
    }

    /// Whether a sequence is computed by more than one worker.
    boolean shared() {
        return shares.stream()
                .flatMap(share -> share.stream().map(Piece::sequence).distinct())
                .collect(Collectors.groupingBy(s -> s, Collectors.counting()))
                .values()
                .stream()
                .anyMatch(workers -> workers > 1);
    }
}
