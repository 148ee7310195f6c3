package ai.inhouse.training;

import ai.inhouse.base.Hash;
import ai.inhouse.model.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Short texts, each a row from its beginning, in an order shuffled anew each epoch. A step's
/// weights add up to one.
public final class TextRows implements BatchSource<Batch> {
    private final List<int[]> texts;
    private final int rows;
    private final int padding;
    private final long seed;
    private final EpochOrder order;

    /// @param texts token ids, two or more each; the first is given, not predicted
    /// @param rows in a step
    public TextRows(List<int[]> texts, int rows, int padding, long seed) {
        if (rows < 1 || texts.stream().anyMatch(ids -> ids.length < 2)) {
            throw new IllegalArgumentException("rows of nothing to predict");
        }
        this.texts = List.copyOf(texts);
        this.rows = rows;
        this.padding = padding;
        this.seed = seed;
        this.order = new EpochOrder(texts.size(), seed);
    }

    @Override
    public int microBatches() {
        return 1;
    }

    @Override
    public Batch batch(long step, int micro) {
        List<int[]> drawn = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            drawn.add(texts.get(order.item((step - 1) * rows + row)));
        }
        int longest = drawn.stream().mapToInt(ids -> ids.length - 1).max().orElseThrow();
        int predicted = drawn.stream().mapToInt(ids -> ids.length - 1).sum();
        int length = LengthPools.rounded(longest);
        Batch batch = empty(rows, length);
        for (int row = 0; row < rows; row++) {
            int[] ids = drawn.get(row);
            int from = row * length;
            int count = ids.length - 1;
            System.arraycopy(ids, 0, batch.tokens(), from, count);
            System.arraycopy(ids, 1, batch.targets(), from, count);
            Arrays.fill(batch.weights(), from, from + count, 1f / predicted);
        }
        return batch;
    }

    private Batch empty(int rows, int length) {
        int n = rows * length;
        Batch batch = new Batch(rows, length, new int[n], new int[n], new float[n]);
        Arrays.fill(batch.tokens(), padding);
        Arrays.fill(batch.targets(), padding);
        return batch;
    }

    @Override
    public Hash fingerprint() {
        List<String> parts = new ArrayList<>();
        parts.add("texts %d %d %d".formatted(rows, padding, seed));
        texts.forEach(ids -> parts.add(Arrays.toString(ids)));
        return Hash.ofParts(parts);
    }
}
