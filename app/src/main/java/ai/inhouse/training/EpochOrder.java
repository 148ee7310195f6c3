package ai.inhouse.training;

import java.util.SplittableRandom;

/// An endless, seeded shuffle: draw `i` falls into epoch `i / size`, and each epoch visits every
/// item once, in an order of its own. Not thread-safe: it remembers the last epoch's order.
public final class EpochOrder {
    private final int size;
    private final long seed;
    private long cachedEpoch = -1;
    private int[] order = {};

    public EpochOrder(int size, long seed) {
        if (size < 1) {
            throw new IllegalArgumentException("nothing to shuffle");
        }
        this.size = size;
        this.seed = seed;
    }

    public int size() {
        return size;
    }

    /// The item of a draw, counted from 0 over all epochs.
    public int item(long draw) {
        return order(draw / size)[(int) (draw % size)];
    }

    /// One epoch's order of all items; not to be written to.
    int[] order(long epoch) {
        if (epoch != cachedEpoch) {
            order = shuffled(random(seed, epoch));
            cachedEpoch = epoch;
        }
        return order;
    }

    /// The random numbers of one epoch: SplittableRandom mixes its seed well, so that neighbours
    /// have nothing in common.
    public static SplittableRandom random(long seed, long epoch) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
    }

    private int[] shuffled(SplittableRandom random) {
        int[] items = new int[size];
        for (int i = 0; i < size; i++) {
            items[i] = i;
        }
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = items[i];
            items[i] = items[j];
            items[j] = swapped;
        }
        return items;
    }
}
