package ai.inhouse.inference;

/// A row of floats for each token of a step, each as wide as whole panels, and a few rows to spare
/// so that tiles may run over the last token.
final class Activations {
    final float[] values;
    final int stride;

    /// @param tokens most tokens in a step
    /// @param width elements that count in a row
    Activations(int tokens, int width) {
        this.stride = Lanes.roundUpToPanel(width);
        int rows = Math.ceilDiv(tokens, Tiles.TOKENS) * Tiles.TOKENS;
        this.values = new float[Math.multiplyExact(rows, stride)];
    }

    /// Where a token's row begins.
    int row(int token) {
        return token * stride;
    }

    int rows() {
        return values.length / stride;
    }
}
