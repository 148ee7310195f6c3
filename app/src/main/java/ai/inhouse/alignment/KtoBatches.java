package ai.inhouse.alignment;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Progress;
import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import ai.inhouse.training.BatchSource;
import ai.inhouse.training.LengthPools;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rated answers in batches. Each prompt's mismatched answer is the one before it in the list,
/// fixed for the whole run, so that the reference is asked once.
public final class KtoBatches implements BatchSource<KtoBatch> {
    private final List<Row> rows;
    private final PreferenceBatches.Shape shape;
    private final int padding;
    private final Hash fingerprint;
    private final double[] reference;
    private final double[] mismatchedReference;
    private final LengthPools pools;

    /// @param answer the prompt with its answer
    /// @param mismatched the prompt with another answer
    record Row(Chat.Encoded answer, Chat.Encoded mismatched, boolean good) {
        int length() {
            return Math.max(answer.ids().length, mismatched.ids().length);
        }
    }

    private KtoBatches(
            List<Row> rows,
            Learner reference,
            PreferenceBatches.Shape shape,
            int padding,
            long seed,
            Progress progress) {
        this.rows = List.copyOf(rows);
        this.shape = shape;
        this.padding = padding;
        this.reference =
                Completions.score(
                        reference, rows.stream().map(Row::answer).toList(), padding, progress);
        this.mismatchedReference =
                Completions.score(
                        reference, rows.stream().map(Row::mismatched).toList(), padding, progress);
        this.fingerprint = fingerprint(rows, shape, seed);
        this.pools =
                new LengthPools(
                        rows.stream().mapToInt(Row::length).toArray(), shape.pairsPerStep(), seed);
    }

    /// @param reference the learner, before its first step
    /// @param shape how many answers make a step, counted where the shape speaks of pairs
    /// @throws IllegalArgumentException if there are fewer than two answers that fit
    public static KtoBatches of(
            List<RatedCompletion> rated,
            Chat chat,
            int maxLength,
            Learner reference,
            PreferenceBatches.Shape shape,
            int padding,
            long seed,
            Progress progress) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < rated.size(); i++) {
            RatedCompletion one = rated.get(i);
            List<Message> other = rated.get(Math.floorMod(i - 1, rated.size())).completion();
            Row row =
                    new Row(
                            Completions.encode(chat, one.prompt(), one.completion()),
                            Completions.encode(chat, one.prompt(), other),
                            one.good());
            if (row.length() <= maxLength) {
                rows.add(row);
            }
        }
        return of(rows, reference, shape, padding, seed, progress);
    }

    static KtoBatches of(
            List<Row> rows,
            Learner reference,
            PreferenceBatches.Shape shape,
            int padding,
            long seed,
            Progress progress) {
        if (rows.size() < 2) {
            throw new IllegalArgumentException("KTO needs two rated answers that fit, or more");
        }
        return new KtoBatches(rows, reference, shape, padding, seed, progress);
    }

    @Override
    public int microBatches() {
        return shape.microBatches();
    }

    @Override
    public KtoBatch batch(long step, int micro) {
        int[] items =
                Arrays.copyOfRange(
                        pools.items(step), micro * shape.pairs(), (micro + 1) * shape.pairs());
        boolean[] good = new boolean[items.length];
        for (int i = 0; i < items.length; i++) {
            good[i] = rows.get(items[i]).good();
        }
        return new KtoBatch(
                batch(items, false),
                picked(reference, items),
                batch(items, true),
                picked(mismatchedReference, items),
                good,
                1.0 / shape.pairsPerStep());
    }

    private Batch batch(int[] items, boolean mismatched) {
        return Completions.batch(
                Arrays.stream(items)
                        .mapToObj(rows::get)
                        .map(row -> mismatched ? row.mismatched() : row.answer())
                        .toList(),
                padding);
    }

    private static double[] picked(double[] scores, int[] items) {
        return Arrays.stream(items).mapToDouble(item -> scores[item]).toArray();
    }

    @Override
    public Hash fingerprint() {
        return fingerprint;
    }

    private static Hash fingerprint(List<Row> rows, PreferenceBatches.Shape shape, long seed) {
        List<String> parts = new ArrayList<>();
        parts.add("kto " + shape + " " + seed);
        for (Row row : rows) {
            parts.add(Arrays.toString(row.answer().ids()) + row.good());
            parts.add(Arrays.toString(row.answer().assistant()));
            parts.add(Arrays.toString(row.mismatched().ids()));
        }
        return Hash.ofParts(parts);
    }
}
