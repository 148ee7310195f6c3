package ai.inhouse.alignment;

import ai.inhouse.base.Hash;
import ai.inhouse.tokens.Chat;
import ai.inhouse.training.BatchSource;
import java.util.ArrayList;
import java.util.List;

/// Pairs in batches, those of similar length together, each once an epoch.
public final class PreferenceBatches implements BatchSource<PreferenceBatch> {
    private final List<EncodedPair> pairs;
    private final ReferenceScores reference;
    private final Shape shape;
    private final int padding;
    private final long seed;
    private final AnswerPools pools;

    /// The size of one step: `microBatches * pairs` pairs.
    public record Shape(int microBatches, int pairs) {
        public Shape {
            if (microBatches < 1 || pairs < 1) {
                throw new IllegalArgumentException("an empty batch");
            }
        }

        public int pairsPerStep() {
            return microBatches * pairs;
        }
    }

    /// @param pairs at least one
    /// @param reference the scores of the pairs' rows
    public PreferenceBatches(
            List<EncodedPair> pairs,
            ReferenceScores reference,
            Shape shape,
            int padding,
            long seed) {
        this.pairs = List.copyOf(pairs);
        this.reference = reference;
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
    public PreferenceBatch batch(long step, int micro) {
        int[] items = pools.items(step, micro);
        List<Chat.Encoded> rows = new ArrayList<>();
        double[] scores = new double[2 * items.length];
        for (int i = 0; i < items.length; i++) {
            rows.add(pairs.get(items[i]).chosen());
            scores[i] = reference.values()[items[i]];
        }
        for (int i = 0; i < items.length; i++) {
            rows.add(pairs.get(items[i]).rejected());
            scores[items.length + i] = reference.values()[pairs.size() + items[i]];
        }
        return new PreferenceBatch(
                Completions.batch(rows, padding), scores, 1.0 / shape.pairsPerStep());
    }

    @Override
    public Hash fingerprint() {
        return Hash.ofParts(
                List.of(
                        "preferences",
                        reference.fingerprint(),
                        shape.toString(),
                        Long.toString(seed)));
    }
}
