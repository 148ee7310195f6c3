package ai.inhouse.training;

import ai.inhouse.model.ModelConfig;
import java.util.Optional;

/// The one dial for models from scratch: everything else follows from the number of layers, after
/// the idea of nanochat's `depth` and with sizes for a few cores.
///
/// | what | formula | depth 4 | depth 6 | depth 12 |
/// |---|---|---|---|---|
/// | width `d` | `64 * depth` | 256 | 384 | 768 |
/// | heads of 64 | `depth` | 4 | 6 | 12 |
/// | SwiGLU `f` | `8/3 d`, up to a multiple of 64 | 704 | 1024 | 2048 |
/// | matrices' parameters | `about 12 depth d^2` | 3.2M | 10.6M | 85M |
/// | length | 256, from depth 6 on 512 | 256 | 512 | 512 |
/// | tokens in a step | `512 * depth` | 2048 | 3072 | 6144 |
/// | peak learning rate | `0.003 sqrt(256 / d)` | 0.003 | 0.0024 | 0.0017 |
///
/// The rate falls with the root of the width as in nanochat; small steps suit a short time budget,
/// in which many of them matter more than exact gradients.
public record Depth(int layers) {
    private static final int HEAD_SIZE = 64;
    public static final int FEWEST = 2;
    public static final int MOST = 32;
    private static final int TOKENS_A_LAYER = 512;
    private static final int TOKENS_A_PARAMETER = 20;
    private static final int MOST_EPOCHS = 32;
    private static final int BASE_WIDTH = 256;
    private static final double BASE_RATE = 3e-3;

    /// @throws IllegalArgumentException if not from 2 to 32
    public Depth {
        if (layers < FEWEST || layers > MOST) {
            throw new IllegalArgumentException(
                    "a depth of %d: from %d to %d are possible".formatted(layers, FEWEST, MOST));
        }
    }

    public int width() {
        return HEAD_SIZE * layers;
    }

    public int length() {
        return layers < 6 ? 256 : 512;
    }

    /// A Llama with tied embeddings: the embedding is a large part of a small model.
    public ModelConfig config(int vocabularySize) {
        int intermediate = Math.ceilDiv(width() * 8, 3 * HEAD_SIZE) * HEAD_SIZE;
        return new ModelConfig(
                ModelConfig.Architecture.LLAMA,
                vocabularySize,
                width(),
                intermediate,
                layers,
                layers,
                layers,
                HEAD_SIZE,
                length(),
                10_000,
                Optional.empty(),
                1e-5,
                true,
                false,
                false);
    }

    public PretrainBatches.Shape batch() {
        return new PretrainBatches.Shape(1, TOKENS_A_LAYER * layers / length(), length());
    }

    public double peakLearningRate() {
        return BASE_RATE * Math.sqrt((double) BASE_WIDTH / width());
    }

    /// The rate held, then falling over the last third: what was learned from little text settles
    /// as the rate falls.
    public Schedule schedule() {
        return new Schedule.WarmupStableDecay(peakLearningRate(), 0.02, 0.35, 0.05);
    }

    /// How many tokens are worth learning from: 20 for each parameter (Hoffmann et al. 2022), yet
    /// no text more than 32 times, as repeating it further gains next to nothing (Muennighoff et
    /// al. 2023).
    public long tokenBudget(long parameters, long corpusTokens) {
        return Math.min(TOKENS_A_PARAMETER * parameters, MOST_EPOCHS * corpusTokens);
    }
}
