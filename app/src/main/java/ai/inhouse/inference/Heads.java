package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.RotaryFrequencies;
import java.util.Arrays;

/// What happens to a token's queries, keys and values between their projection and attention.
final class Heads {
    private final ModelConfig config;
    private final Rotary rotary;
    private final Rotary windowed;
    private final float epsilon;

    Heads(ModelConfig config) {
        this.config = config;
        double[] all = RotaryFrequencies.of(config);
        double[] inWindows = RotaryFrequencies.ofWindowed(config);
        this.rotary = new Rotary(all);
        this.windowed = Arrays.equals(all, inWindows) ? rotary : new Rotary(inWindows);
        this.epsilon = (float) config.normEpsilon();
    }

    /// Prepares the positions below `positions`.
    void reserve(int positions) {
        rotary.reserve(positions);
        windowed.reserve(positions);
    }

    /// Heads to be placed: of queries, and of keys and values.
    int count() {
        return config.heads() + config.keyValueHeads();
    }

    /// Norms (where the model does) and rotates a token's queries and keys, and stores its keys and
    /// values.
    ///
    /// @param qkv `[tokens, H*hd + 2*KV*hd]`; the queries stay there
    /// @param from the first head, of [#count]: those of the queries, then those of the keys
    void place(
            Activations qkv,
            int token,
            int position,
            DecoderBlock block,
            KeyValueCache cache,
            int layer,
            int from,
            int to) {
        int headSize = config.headSize();
        float[] x = qkv.values;
        Rotary table = config.window(layer).isPresent() ? windowed : rotary;
        // Queries carry attention's scale.
        float queryScale = (float) config.attentionScale(layer);
        // Position 0 rotates nothing.
        int angle = config.rotates(layer) ? position : 0;
        int query = qkv.row(token);
        int key = query + config.queryWidth();
        int value = key + config.keyValueWidth();
        for (int h = from; h < Math.min(to, config.heads()); h++) {
            int at = query + h * headSize;
            norm(x, at, block.queryNorm());
            table.rotate(x, at, angle, queryScale);
        }
        for (int h = Math.max(from - config.heads(), 0); h < to - config.heads(); h++) {
            int at = key + h * headSize;
            norm(x, at, block.keyNorm());
            table.rotate(x, at, angle, 1);
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
