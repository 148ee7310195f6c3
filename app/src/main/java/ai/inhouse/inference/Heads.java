package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;

/// What happens to a token's queries, keys and values between their projection and attention.
final class Heads {
    private final ModelConfig config;
    private final Rotary rotary;
    private final float epsilon;

    /// Queries carry attention's `1 / sqrt(headSize)`.
    private final float queryScale;

    Heads(ModelConfig config) {
        this.config = config;
        this.rotary = new Rotary(config);
        this.epsilon = (float) config.normEpsilon();
        this.queryScale = (float) config.attentionScale();
    }

    /// Prepares the positions below `positions`.
    void reserve(int positions) {
        rotary.reserve(positions);
    }

    /// Norms (where the model does) and rotates a token's queries and keys, and stores its keys and
    /// values.
    ///
    /// @param qkv `[tokens, H*hd + 2*KV*hd]`; the queries stay there
    void place(
            Activations qkv,
            int token,
            int position,
            DecoderBlock block,
            KeyValueCache cache,
            int layer) {
        int headSize = config.headSize();
        float[] x = qkv.values;
        int query = qkv.row(token);
        int key = query + config.queryWidth();
        int value = key + config.keyValueWidth();
        for (int h = 0; h < config.heads(); h++) {
            int at = query + h * headSize;
            norm(x, at, block.queryNorm());
            rotary.rotate(x, at, position, queryScale);
        }
        for (int h = 0; h < config.keyValueHeads(); h++) {
            int at = key + h * headSize;
            norm(x, at, block.keyNorm());
            rotary.rotate(x, at, position, 1);
            cache.store(layer, h, position, x, at, value + h * headSize, headSize);
        }
    }

    /// RMS-norms one head in place, where the model does; its neighbours are not zero, so not by
    /// whole vectors.
    private void norm(float[] x, int at, float[] weight) {
        if (weight.length == 0) {
            return;
        }
        int headSize = config.headSize();
        float sum = 0;
        for (int i = 0; i < headSize; i++) {
            sum += x[at + i] * x[at + i];
        }
        float factor = (float) (1 / Math.sqrt(sum / headSize + epsilon));
        for (int i = 0; i < headSize; i++) {
            x[at + i] = x[at + i] * factor * weight[i];
        }
    }
}
