package ai.inhouse.engine;

/// What a block of queries remembers from tile to tile, one fp32 a row.
///
/// @param max the largest `c * score` so far
/// @param sum of the exponentials so far, relative to `max`
/// @param correction by what the last tile made everything before it smaller
public record RunningSoftmax(Tensor max, Tensor sum, Tensor correction) {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    /// Before the first tile.
    public void begin() {
        for (long r = 0; r < max.elements(); r++) {
            FP32.set(max.address(), r, Float.NEGATIVE_INFINITY);
            FP32.set(sum.address(), r, 0);
        }
    }

    /// After the last tile.
    ///
    /// @param logSum receives `log2(sum 2^(c * score))`
    /// @param inverse receives 1 / sum
    public void end(Tensor logSum, Tensor inverse) {
        for (long r = 0; r < max.elements(); r++) {
            float total = FP32.get(sum.address(), r);
            double log = FP32.get(max.address(), r) + Math.log(total) / Math.log(2);
            FP32.set(logSum.address(), r, (float) log);
            FP32.set(inverse.address(), r, 1 / total);
        }
    }
}
