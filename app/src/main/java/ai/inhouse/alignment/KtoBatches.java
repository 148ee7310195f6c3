package ai.inhouse.alignment;

import ai.inhouse.base.Hash;
import ai.inhouse.model.Batch;
import ai.inhouse.tokens.Chat;
import ai.inhouse.training.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Rated answers in batches, those of similar length together, each once an epoch.
public final class KtoBatches implements BatchSource<KtoBatch> {
    private final List<EncodedRating> ratings;
    private final ReferenceScores reference;
    private final PreferenceBatches.Shape shape;
    private final int padding;
    private final long seed;
    private final AnswerPools pools;

    /// @param ratings at least one
    /// @param reference the scores of the ratings' rows
    /// @param shape how many answers make a step, counted where the shape speaks of pairs
    public KtoBatches(
            List<EncodedRating> ratings,
            ReferenceScores reference,
            PreferenceBatches.Shape shape,
            int padding,
            long seed) {
        this.ratings = List.copyOf(ratings);
        this.reference = reference;
        this.shape = shape;
        this.padding = padding;
        this.seed = seed;
        this.pools = new AnswerPools(ratings, EncodedRating::length, shape, seed);
    }

    /// How many tokens a step computes, on average.
    public long tokensPerStep() {
        return pools.tokensPerStep();
    }

    /// How many steps see each answer once.
    public long stepsPerEpoch() {
        return pools.stepsPerEpoch();
    }

    @Override
    public int microBatches() {
        return shape.microBatches();
    }

    @Override
    public KtoBatch batch(long step, int micro) {
        int[] items = pools.items(step, micro);
        boolean[] good = new boolean[items.length];
        for (int i = 0; i < items.length; i++) {
            good[i] = ratings.get(items[i]).good();
        }
        return new KtoBatch(
                batch(items, EncodedRating::answer),
                scores(items, 0),
                batch(items, EncodedRating::mismatched),
                scores(items, ratings.size()),
                good,
                1.0 / shape.pairsPerStep());
    }

    private Batch batch(int[] items, Function<EncodedRating, Chat.Encoded> row) {
        return Completions.batch(
                Arrays.stream(items).mapToObj(ratings::get).map(row).toList(), padding);
    }

    /// @param first where this kind of row begins among the reference's scores
    private double[] scores(int[] items, int first) {
        return Arrays.stream(items).mapToDouble(item -> reference.values()[first + item]).toArray();
    }

    @Override
    public Hash fingerprint() {
        List<String> parts = new ArrayList<>();
        parts.addAll(List.of("kto", reference.fingerprint(), shape.toString(), "" + seed));
        ratings.forEach(rating -> parts.add(Boolean.toString(rating.good())));
        return Hash.ofParts(parts);
    }
}
