package ai.inhouse.model;

import java.util.Arrays;

/// Rows of tokens and what each position should predict. Rows that are shorter are padded at the
/// end: attention is causal, so padding with weight zero changes nothing before it.
///
/// @param rows number of sequences `B`
/// @param length tokens in each `T`
/// @param tokens `[B * T]`, row-major
/// @param targets `[B * T]`: the token that should follow each position
/// @param weights `[B * T]`: how much each position counts in the loss; 0 for what is not learned
/// @param documentStarts `[B * T]`: where in its row the document of each position starts. No token
///   sees what lies before its document, and positions are counted from there; all 0 where a row is
///   one document
public record Batch(
        int rows, int length, int[] tokens, int[] targets, float[] weights, int[] documentStarts) {
    public Batch {
        int n = Math.multiplyExact(rows, length);
        if (tokens.length != n || targets.length != n || weights.length != n) {
            throw new IllegalArgumentException(
                    "a batch of %d x %d needs %d tokens, targets and weights, not %d, %d and %d"
                            .formatted(
                                    rows,
                                    length,
                                    n,
                                    tokens.length,
                                    targets.length,
                                    weights.length));
        }
        requireStarts(documentStarts, n, length);
    }

    /// Each row is one document.
    public Batch(int rows, int length, int[] tokens, int[] targets, float[] weights) {
        this(rows, length, tokens, targets, weights, new int[tokens.length]);
    }

    /// The same, in which each `first` token and what follows it is a document.
    public Batch withDocuments(int first) {
        int[] starts = new int[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            int t = i % length;
            int before = t == 0 ? 0 : starts[i - 1];
            starts[i] = tokens[i] == first ? t : before;
        }
        return new Batch(rows, length, tokens, targets, weights, starts);
    }

    /// The same, in which each position counts `factor` times as much.
    public Batch weighted(double factor) {
        float[] scaled = weights.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= (float) factor;
        }
        return new Batch(rows, length, tokens, targets, scaled, documentStarts);
    }

    /// Rows `from` to `to`.
    public Batch rows(int from, int to) {
        int first = from * length;
        int end = to * length;
        return new Batch(
                to - from,
                length,
                Arrays.copyOfRange(tokens, first, end),
                Arrays.copyOfRange(targets, first, end),
                Arrays.copyOfRange(weights, first, end),
                Arrays.copyOfRange(documentStarts, first, end));
    }

    private static void requireStarts(int[] starts, int n, int length) {
        if (starts.length != n) {
            throw new IllegalArgumentException(
                    "%d starts of documents for %d positions".formatted(starts.length, n));
        }
        for (int i = 0; i < n; i++) {
            int t = i % length;
            int least = t == 0 ? 0 : starts[i - 1];
            if (starts[i] < least || starts[i] > t) {
                throw new IllegalArgumentException(
                        "position %d is in a document that starts at %d".formatted(t, starts[i]));
            }
        }
    }

    public double weightSum() {
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }
}
