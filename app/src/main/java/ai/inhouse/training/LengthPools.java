package ai.inhouse.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/// Which items make a step, so that items of one step have similar lengths and little is padded.
/// Items are drawn at random into a pool of several steps, sorted by length there, and cut into
/// steps that come in random order: what meets is random, and random again in each epoch.
///
/// Not thread-safe: it remembers the last pool.
public final class LengthPools {
    private static final int MOST_STEPS = 16;
    private static final int LENGTH_STEP = 16;

    private final int[] lengths;
    private final int stepItems;
    private final long seed;
    private final EpochOrder order;
    private final int steps;
    private long cachedPool = -1;
    private int[][] pool = {};

    /// @param lengths of all items
    /// @param stepItems how many make a step
    public LengthPools(int[] lengths, int stepItems, long seed) {
        this.lengths = lengths.clone();
        this.stepItems = stepItems;
        this.seed = seed;
        this.order = new EpochOrder(lengths.length, seed);
        this.steps = Math.clamp(lengths.length / stepItems, 1, MOST_STEPS);
    }

    /// A length rounded up, so that few shapes occur.
    public static int rounded(int length) {
        return Math.ceilDiv(length, LENGTH_STEP) * LENGTH_STEP;
    }

    /// The longest length up to this one that rounding leaves as it is.
    public static int roundedDown(int length) {
        return length / LENGTH_STEP * LENGTH_STEP;
    }

    /// The items of a step, shortest first; not to be written to.
    ///
    /// @param step counts from 1
    public int[] items(long step) {
        long wanted = (step - 1) / steps;
        if (wanted != cachedPool) {
            pool = makePool(wanted);
            cachedPool = wanted;
        }
        return pool[(int) ((step - 1) % steps)];
    }

    private int[][] makePool(long number) {
        long first = number * steps * stepItems;
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i < steps * stepItems; i++) {
            drawn.add(order.item(first + i));
        }
        drawn.sort(Comparator.comparingInt(item -> lengths[item]));
        int[][] cut = new int[steps][];
        for (int i = 0; i < steps; i++) {
            cut[i] =
                    drawn.subList(i * stepItems, (i + 1) * stepItems).stream()
                            .mapToInt(Integer::intValue)
                            .toArray();
        }
        shuffle(cut, EpochOrder.random(~seed, number));
        return cut;
    }

    private static void shuffle(int[][] steps, SplittableRandom random) {
        for (int i = steps.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int[] swapped = steps[i];
            steps[i] = steps[j];
            steps[j] = swapped;
        }
    }
}
