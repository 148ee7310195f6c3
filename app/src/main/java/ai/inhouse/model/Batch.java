package ai.inhouse.model;

/// Rows of tokens and what each position should predict. Rows that are shorter are padded at the
/// end: attention is causal, so padding with weight zero changes nothing before it.
///
/// @param rows number of sequences `B`
/// @param length tokens in each `T`
/// @param tokens `[B * T]`, row-major
/// @param targets `[B * T]`: the token that should follow each position
/// @param weights `[B * T]`: how much each position counts in the loss; 0 for what is not learned
public record Batch(int rows, int length, int[] tokens, int[] targets, float[] weights) {
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
    }

    public double weightSum() {
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }
}
