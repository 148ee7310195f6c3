package ai.inhouse.alignment;

import ai.inhouse.training.LengthPools;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/// Which pairs or rated answers make a micro-batch: those of similar length together, each once an
/// epoch. Each has two rows: the two answers of a pair, or an answer and a mismatched one.
public final class AnswerPools {
    private static final int ROWS = 2;

    private final int[] lengths;
    private final PreferenceBatches.Shape shape;
    private final LengthPools pools;

    /// @param items at least one
    /// @param length tokens of an item's longer row
    public <T> AnswerPools(
            List<T> items, ToIntFunction<T> length, PreferenceBatches.Shape shape, long seed) {
        this.lengths = items.stream().mapToInt(length).toArray();
        this.shape = shape;
        this.pools = new LengthPools(lengths, shape.pairsPerStep(), seed);
    }

    /// How many tokens a step computes, on average.
    public long tokensPerStep() {
        double mean = Arrays.stream(lengths).average().orElseThrow();
        return Math.round(ROWS * shape.pairsPerStep() * mean);
    }

    /// How many steps see each item once.
    public long stepsPerEpoch() {
        return Math.ceilDiv(lengths.length, shape.pairsPerStep());
    }

    /// The places of a micro-batch's items.
    ///
    /// @param step counts from 1
    public int[] items(long step, int micro) {
        return Arrays.copyOfRange(
                pools.items(step), micro * shape.pairs(), (micro + 1) * shape.pairs());
    }
}
