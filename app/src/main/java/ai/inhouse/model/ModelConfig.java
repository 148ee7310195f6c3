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
/// @param maxLength longest sequence, in tokens
/// @param ropeTheta base of the rotary frequencies
/// @param ropeScaling llama3 scaling of those frequencies, if any
/// @param normEpsilon inside the RMSNorm's root
/// @param tiedEmbeddings whether the output head is the embedding
/// @param qkvBias whether q, k and v have biases (Qwen2)
/// @param qkNorm whether q and k are RMS-normed per head before the rotation (Qwen3)
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
        Optional<Llama3RopeScaling> ropeScaling,
        double normEpsilon,
        boolean tiedEmbeddings,
        boolean qkvBias,
        boolean qkNorm) {

    /// The architectures that can be imported, trained and exported.
    public enum Architecture {
        LLAMA,
        QWEN2,
        QWEN3
    }

    /// Llama 3's frequency-dependent stretching of the rotary embedding.
    public record Llama3RopeScaling(
            double factor,
            double lowFrequencyFactor,
            double highFrequencyFactor,
            int originalMaxLength) {}

    public int queryWidth() {
        return heads * headSize;
    }

    public int keyValueWidth() {
        return keyValueHeads * headSize;
    }
}
