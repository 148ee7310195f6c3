package ai.inhouse.model;

import java.util.Optional;
import java.util.OptionalInt;

/// The shape of a decoder, with the meaning of Hugging Face's `config.json`.
///
/// @param vocabularySize rows of the embedding
/// @param hiddenSize width `d` of the residual stream
/// @param intermediateSize width `f` of the gated unit
/// @param layers number of blocks
/// @param heads query heads `H`
/// @param keyValueHeads key and value heads `KV`; divides `heads` (grouped-query attention)
/// @param headSize width of one head; `heads * headSize` need not equal `hiddenSize`
/// @param maxLength longest sequence, in tokens; a model whose attention slides over a window is
///   exact up to that window, which is then its longest
/// @param ropeTheta base of the rotary frequencies
/// @param ropeScaling how those frequencies were stretched, if they were
/// @param normEpsilon inside the RMSNorm's root
/// @param tiedEmbeddings whether the output head is the embedding
/// @param qkvBias whether q, k and v have biases (Qwen2)
/// @param qkNorm whether q and k are RMS-normed per head before the rotation (Qwen3)
/// @param pattern how layers differ from one another
/// @param scoreHead whether it scores texts instead of writing them, as a reward model does: a
///   linear layer `[1, d]` stands where the output head was
public record ModelConfig(
        Architecture architecture,
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int maxLength,
        double ropeTheta,
        Optional<RopeScaling> ropeScaling,
        double normEpsilon,
        boolean tiedEmbeddings,
        boolean qkvBias,
        boolean qkNorm,
        LayerPattern pattern,
        boolean scoreHead) {

    /// Of a model that writes, all layers alike.
    public ModelConfig(
            Architecture architecture,
            int vocabularySize,
            int hiddenSize,
            int intermediateSize,
            int layers,
            int heads,
            int keyValueHeads,
            int headSize,
            int maxLength,
            double ropeTheta,
            Optional<RopeScaling> ropeScaling,
            double normEpsilon,
            boolean tiedEmbeddings,
            boolean qkvBias,
            boolean qkNorm) {
        this(
                architecture,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                maxLength,
                ropeTheta,
                ropeScaling,
                normEpsilon,
                tiedEmbeddings,
                qkvBias,
                qkNorm,
                new LayerPattern.Alike(),
                false);
    }

    /// The same shape with layers that differ.
    public ModelConfig with(LayerPattern layerPattern) {
        return changed(tiedEmbeddings, layerPattern, scoreHead);
    }

    /// The same network with a score head. An output head of its own is left out: it would be no
    /// longer trained, so the embedding is called its head.
    public ModelConfig scored() {
        return changed(true, pattern, true);
    }

    private ModelConfig changed(boolean tied, LayerPattern layerPattern, boolean scored) {
        return new ModelConfig(
                architecture,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                maxLength,
                ropeTheta,
                ropeScaling,
                normEpsilon,
                tied,
                qkvBias,
                qkNorm,
                layerPattern,
                scored);
    }

    /// The architectures that can be imported, trained and exported.
    public enum Architecture {
        LLAMA,
        QWEN2,
        QWEN3,
        MISTRAL,
        SMOLLM3,
        GEMMA3
    }

    /// How layers differ from one another.
    public sealed interface LayerPattern {
        record Alike() implements LayerPattern {}

        /// Each `every`-th layer rotates neither queries nor keys (SmolLM3, after Yang et al.
        /// 2025): it sees what a token is, not how far away.
        record Unrotated(int every) implements LayerPattern {
            public Unrotated {
                if (every < 1) {
                    throw new IllegalArgumentException("every %d-th layer".formatted(every));
                }
            }
        }

        /// Each `every`-th layer sees all positions, the others the last `window` ones, and rotate
        /// by a base of their own, without scaling (Gemma 3).
        ///
        /// @param queryScalar scores are divided by its root, in all layers
        record Windowed(int every, int window, double ropeTheta, double queryScalar)
                implements LayerPattern {
            public Windowed {
                if (every < 1 || window < 1) {
                    throw new IllegalArgumentException(
                            "every %d-th layer, %d positions".formatted(every, window));
                }
            }

            boolean seesAll(int layer) {
                return (layer + 1) % every == 0;
            }
        }
    }

    /// How many positions a layer sees, its own included, where not all.
    public OptionalInt window(int layer) {
        return pattern instanceof LayerPattern.Windowed windowed && !windowed.seesAll(layer)
                ? OptionalInt.of(windowed.window())
                : OptionalInt.empty();
    }

    /// What the embedding's rows are multiplied with as they enter the stream.
    public double embeddingScale() {
        return architecture == Architecture.GEMMA3 ? Math.sqrt(hiddenSize) : 1;
    }

    /// Whether the outputs of attention and of the feed-forward part are normed too before they
    /// join the stream.
    public boolean outputNorms() {
        return architecture == Architecture.GEMMA3;
    }

    /// Whether the gate is GELU's (by its tanh) and not SiLU's.
    public boolean geluGate() {
        return architecture == Architecture.GEMMA3;
    }

    /// Whether a layer rotates its queries and keys.
    public boolean rotates(int layer) {
        return switch (pattern) {
            case LayerPattern.Alike(), LayerPattern.Windowed(_, _, _, _) -> true;
            case LayerPattern.Unrotated(int every) -> (layer + 1) % every != 0;
        };
    }

    /// A stretching of the rotary embedding to longer sequences than were trained.
    public sealed interface RopeScaling {
        double factor();
    }

    /// All frequencies divided by the factor (Chen et al. 2023).
    public record LinearRopeScaling(double factor) implements RopeScaling {}

    /// Llama 3's frequency-dependent stretching.
    ///
    /// @param originalMaxLength longest sequence before the stretching
    public record Llama3RopeScaling(
            double factor,
            double lowFrequencyFactor,
            double highFrequencyFactor,
            int originalMaxLength)
            implements RopeScaling {}

    /// YaRN (Peng et al. 2023): pairs that turn more than `betaFast` times over the original length
    /// stay, those that turn less than `betaSlow` times are stretched.
    ///
    /// @param attentionFactor multiplies queries and keys as they are rotated
    public record YarnRopeScaling(
            double factor,
            int originalMaxLength,
            double betaFast,
            double betaSlow,
            double attentionFactor)
            implements RopeScaling {
        static final double BETA_FAST = 32;
        static final double BETA_SLOW = 1;

        /// The paper's, section 3.4.
        static double defaultAttentionFactor(double factor) {
            return factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
        }

        /// Whether factor and original length say all there is to say.
        boolean isDefault() {
            return betaFast == BETA_FAST
                    && betaSlow == BETA_SLOW
                    && Math.abs(attentionFactor - defaultAttentionFactor(factor)) < 1e-6;
        }
    }

    /// What a layer's scores are multiplied with before the softmax.
    public double attentionScale(int layer) {
        double factor =
                rotates(layer) && ropeScaling.orElse(null) instanceof YarnRopeScaling yarn
                        ? yarn.attentionFactor()
                        : 1;
        double divided =
                pattern instanceof LayerPattern.Windowed windowed
                        ? windowed.queryScalar()
                        : headSize;
        return factor * factor / Math.sqrt(divided);
    }

    public int queryWidth() {
        return heads * headSize;
    }

    public int keyValueWidth() {
        return keyValueHeads * headSize;
    }
}
