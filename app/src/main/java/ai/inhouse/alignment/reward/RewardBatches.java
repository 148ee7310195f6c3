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
    private final List<EncodedPair> pairs;
    private final PreferenceBatches.Shape shape;
    private final int padding;
    private final long seed;
    private final AnswerPools pools;

    /// @param pairs at least one
    public RewardBatches(
            List<EncodedPair> pairs, PreferenceBatches.Shape shape, int padding, long seed) {
        this.pairs = List.copyOf(pairs);
        this.shape = shape;
        this.padding = padding;
        this.seed = seed;
        this.pools = new AnswerPools(pairs, EncodedPair::length, shape, seed);
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
                1.0 / shape.pairsPerStep());
    }

    @Override
    public Hash fingerprint() {
        List<String> parts = new ArrayList<>();
        parts.addAll(List.of("reward", shape.toString(), Long.toString(seed)));
        for (EncodedPair pair : pairs) {
            parts.add(Arrays.toString(pair.chosen().ids()));
            parts.add(Arrays.toString(pair.rejected().ids()));
            parts.add(Double.toString(pair.margin()));
        }
        return Hash.ofParts(parts);
    }
}
