package ai.inhouse.alignment.reward;

import ai.inhouse.alignment.AnswerPools;
import ai.inhouse.alignment.Completions;
import ai.inhouse.alignment.EncodedPair;
import ai.inhouse.alignment.PreferenceBatches;
import ai.inhouse.base.Hash;
import ai.inhouse.training.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Pairs for a reward model in batches, those of similar length together, each once an epoch.
public final class RewardBatches implements BatchSource<RewardBatch> {
    /// However rare it is that the shorter answer is chosen, no pair counts more often than this.
    private static final double MOST_WEIGHT = 10;

    private final List<EncodedPair> pairs;
    private final PreferenceBatches.Shape shape;
    private final int padding;
    private final long seed;
    private final double[] weights;
    private final AnswerPools pools;

    /// @param pairs at least one
    /// @param lengthBalanced whether pairs whose longer answer was chosen count together as much as
    ///   those whose shorter one was, so that length tells nothing of what people prefer
    public RewardBatches(
            List<EncodedPair> pairs,
            PreferenceBatches.Shape shape,
            int padding,
            long seed,
            boolean lengthBalanced) {
        this.pairs = List.copyOf(pairs);
        this.shape = shape;
        this.padding = padding;
        this.seed = seed;
        this.weights = lengthBalanced ? balanced(pairs) : alike(pairs.size());
        this.pools = new AnswerPools(pairs, EncodedPair::length, shape, seed);
    }

    private static double[] alike(int pairs) {
        double[] weights = new double[pairs];
        Arrays.fill(weights, 1);
        return weights;
    }

    /// One for each pair, by which of its answers is longer; their mean is 1 where none is capped.
    static double[] balanced(List<EncodedPair> pairs) {
        int[] longer = pairs.stream().mapToInt(RewardBatches::longer).toArray();
        double chosen = Arrays.stream(longer).filter(which -> which > 0).count();
        double rejected = Arrays.stream(longer).filter(which -> which < 0).count();
        double each = (chosen + rejected) / 2;
        double[] weights = alike(longer.length);
        if (chosen == 0 || rejected == 0) {
            return weights;
        }
        for (int i = 0; i < longer.length; i++) {
            double group = longer[i] > 0 ? chosen : rejected;
            weights[i] = longer[i] == 0 ? 1 : Math.min(MOST_WEIGHT, each / group);
        }
        return weights;
    }

    private static int longer(EncodedPair pair) {
        return Integer.compare(
                Completions.counted(pair.chosen()), Completions.counted(pair.rejected()));
    }

    /// How many tokens a step computes, on average.
    public long tokensPerStep() {
        return pools.tokensPerStep();
    }

    /// How many steps see each pair once.
    public long stepsPerEpoch() {
        return pools.stepsPerEpoch();
    }

    @Override
    public int microBatches() {
        return shape.microBatches();
    }

    @Override
    public RewardBatch batch(long step, int micro) {
        int[] items = pools.items(step, micro);
        List<EncodedPair> taken = Arrays.stream(items).mapToObj(pairs::get).toList();
        return new RewardBatch(
                Completions.ends(EncodedPair.rows(taken), padding),
                taken.stream().mapToDouble(EncodedPair::margin).toArray(),
                Arrays.stream(items).mapToDouble(i -> weights[i] / shape.pairsPerStep()).toArray());
    }

    @Override
    public Hash fingerprint() {
        List<String> parts = new ArrayList<>();
        parts.addAll(List.of("reward", shape.toString(), Long.toString(seed)));
        parts.add(Arrays.toString(weights));
        for (EncodedPair pair : pairs) {
            parts.add(Arrays.toString(pair.chosen().ids()));
            parts.add(Arrays.toString(pair.rejected().ids()));
            parts.add(Double.toString(pair.margin()));
        }
        return Hash.ofParts(parts);
    }
}
