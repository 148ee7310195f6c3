package ai.inhouse.tokens;

import ai.inhouse.base.InhouseException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Rows of tokens for pretraining. All documents follow one another without gaps, in an order that
/// is drawn anew for each epoch; rows are cut from that endless stream.
///
/// What a row holds follows from seed, step and row alone: training that is resumed at a step sees
/// what it would have seen, on any number of workers. Thread-safe.
public final class PackedBatches {
    private final TokenShards shards;
    private final long seed;
    private final int rows;
    private final int length;

    /// The order last used. Rows of a step lie close together, so it is rarely drawn.
    private volatile @Nullable Order lastOrder;

    /// @param rows rows of a step, over all workers
    /// @param length tokens of a row
    /// @throws InhouseException if the shards hold no tokens
    public PackedBatches(TokenShards shards, long seed, int rows, int length) {
        if (rows < 1 || length < 1) {
            throw new IllegalArgumentException("rows %d, length %d".formatted(rows, length));
        }
        if (shards.tokenCount() == 0) {
            throw InhouseException.badInput(
                    "preparing training data",
                    "the training split",
                    "it holds no tokens",
                    "Add documents, or look at why those you added were removed.");
        }
        this.shards = shards;
        this.seed = seed;
        this.rows = rows;
        this.length = length;
    }

    /// Steps until every token was seen once.
    public double stepsPerEpoch() {
        return shards.tokenCount() / ((double) rows * length);
    }

    /// Writes one row to `tokens[at, at + length)`, and to the same places of `targets` what
    /// follows each token.
    ///
    /// @param step from 0
    /// @param row from 0 to below `rows`
    public void fill(long step, int row, int[] tokens, int[] targets, int at) {
        if (step < 0 || row < 0 || row >= rows) {
            throw new IndexOutOfBoundsException("step %d, row %d of %d".formatted(step, row, rows));
        }
        long first = Math.multiplyExact(Math.multiplyExact(step, (long) rows) + row, (long) length);
        int[] window = new int[length + 1];
        read(first, window);
        System.arraycopy(window, 0, tokens, at, length);
        System.arraycopy(window, 1, targets, at, length);
    }

    /// Copies from the endless stream.
    private void read(long position, int[] window) {
        long total = shards.tokenCount();
        int done = 0;
        while (done < window.length) {
            long at = position + done;
            Order order = order(at / total);
            long inEpoch = at % total;
            int place = order.placeOf(inEpoch);
            int document = order.documents[place];
            long skipped = inEpoch - order.starts[place];
            long start = shards.documentStart(document) + skipped;
            long left = shards.documentStart(document + 1) - start;
            int count = (int) Math.min(left, window.length - done);
            shards.copy(start, count, window, done);
            done += count;
        }
    }

    private Order order(long epoch) {
        Order last = lastOrder;
        if (last == null || last.epoch != epoch) {
            last = Order.draw(shards, seed, epoch);
            lastOrder = last;
        }
        return last;
    }

    /// @param documents in the order of the epoch
    /// @param starts where each of them begins in the epoch's stream
    private record Order(long epoch, int[] documents, long[] starts) {
        static Order draw(TokenShards shards, long seed, long epoch) {
            int[] documents = new int[shards.documentCount()];
            Arrays.setAll(documents, i -> i);
            shuffle(documents, mix(mix(seed) ^ epoch));
            long[] starts = new long[documents.length];
            long at = 0;
            for (int place = 0; place < starts.length; place++) {
                starts[place] = at;
                int document = documents[place];
                at += shards.documentStart(document + 1) - shards.documentStart(document);
            }
            return new Order(epoch, documents, starts);
        }

        int placeOf(long position) {
            int found = Arrays.binarySearch(starts, position);
            return found >= 0 ? found : -found - 2;
        }

        private static void shuffle(int[] values, long seed) {
            long state = seed;
            for (int i = values.length - 1; i > 0; i--) {
                state += 0x9E3779B97F4A7C15L;
                int j = (int) Long.remainderUnsigned(mix(state), i + 1L);
                int value = values[i];
                values[i] = values[j];
                values[j] = value;
            }
        }

        /// SplitMix64: Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014.
        private static long mix(long value) {
            long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            return z ^ (z >>> 31);
        }
    }
}
