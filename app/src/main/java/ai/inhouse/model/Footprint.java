package ai.inhouse.model;

/// What a training step needs beside weights, gradients and the optimizer's state, in bytes.
///
/// @param positions tokens of a micro-batch, all workers together
public record Footprint(ModelConfig config, Precision precision, long positions) {
    /// Rows of logits that each worker holds at a time.
    private static final int LOGIT_ROWS = 512;

    /// What layers keep for the backward pass, where memory allows it to be kept.
    public long activations() {
        return positions * layer() * config.layers();
    }

    /// Where it does not: each layer's stream, and the rest of one.
    public long streams() {
        return positions * (4L * config.hiddenSize() * config.layers() + layer());
    }

    private long layer() {
        return Activations.Block.bytes(config, precision.type());
    }

    /// Whether activations are computed twice on a machine with so much memory.
    public boolean recomputed(long memoryBytes) {
        return Recompute.exceeds(activations(), memoryBytes);
    }

    /// What passes share between layers: the stream's ends, the gradients on their way down, and
    /// rows of logits.
    public long scratch(int workers) {
        long type = precision.type().bytes();
        long d = config.hiddenSize();
        long f = config.intermediateSize();
        long rows =
                positions
                        * (3 * 4 * d
                                + type
                                        * (4 * d
                                                + 2 * f
                                                + 2L * config.queryWidth()
                                                + 2L * config.keyValueWidth()));
        long logits = type * LOGIT_ROWS * (config.vocabularySize() + 2 * d);
        return rows + workers * logits;
    }
}
