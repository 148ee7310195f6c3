package ai.inhouse.model;

/// The four matrix products of a block; what reads the same input is one product.
enum Projection {
    /// `[d] -> [(H + 2 KV) * hd]`: queries, keys and values.
    QKV,
    /// `[H * hd] -> [d]`: attention's output.
    OUT,
    /// `[d] -> [2f]`: the SwiGLU's gate and up.
    GATE_UP,
    /// `[f] -> [d]`
    DOWN;

    int inputs(ModelConfig c) {
        return switch (this) {
            case QKV, GATE_UP -> c.hiddenSize();
            case OUT -> c.queryWidth();
            case DOWN -> c.intermediateSize();
        };
    }

    int outputs(ModelConfig c) {
        return switch (this) {
            case QKV -> c.queryWidth() + 2 * c.keyValueWidth();
            case GATE_UP -> 2 * c.intermediateSize();
            case OUT, DOWN -> c.hiddenSize();
        };
    }
}
