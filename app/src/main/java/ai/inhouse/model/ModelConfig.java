package ai.inhouse.model;

import java.util.Optional;

/// The shape of a decoder, with the meaning of Hugging Face's `config.json`.
///
/// @param vocabularySize rows of the embedding
/// @param hiddenSize width `d` of the residual stream
/// @param intermediateSize width `f` of the SwiGLU
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
        boolean scoreHead) {

    /// Of a model that writes.
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
                false);
    }

    /// The same network with a score head. An output head of its own is left out: it would be no
    /// longer trained, so the embedding is called its head.
    public ModelConfig scored() {
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
                true,
                qkvBias,
                qkNorm,
                true);
    }

    /// The architectures that can be imported, trained and exported.
    public enum Architecture {
        LLAMA,
        QWEN2,
        QWEN3,
        MISTRAL
    }

    /// A stretching of the rotary embedding to longer sequences than were trained.
    public sealed interface RopeScaling {
        double factor();

        /// Longest sequence before the stretching.
        int originalMaxLength();
    }

    /// Llama 3's frequency-dependent stretching.
    public record Llama3RopeScaling(
            double factor,
            double lowFrequencyFactor,
            double highFrequencyFactor,
            int originalMaxLength)
            implements RopeScaling {}

    /// YaRN (Peng et al. 2023): pairs that turn more than `betaFast` times over the original length
    /// stay, those that turn less than `betaSlow` times are stretched.
    ///
    /// @param attentionFactor multiplies queries and keys
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

    /// What scores are multiplied with before the softmax.
    public double attentionScale() {
        double factor =
                ropeScaling.orElse(null) instanceof YarnRopeScaling yarn
                        ? yarn.attentionFactor()
                        : 1;
        return factor * factor / Math.sqrt(headSize);
    }

    public int queryWidth() {
        return heads * headSize;
    }

    public int keyValueWidth() {
        return keyValueHeads * headSize;
    }
}
