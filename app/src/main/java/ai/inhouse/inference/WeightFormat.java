package ai.inhouse.inference;

import ai.inhouse.model.GgmlType;

/// How an engine keeps its matrices: the fewer bytes, the faster it decodes, as each token needs
/// all of them read. Names and rounding are ggml's.
public enum WeightFormat {
    /// As trained: 4 bytes a weight.
    F32,
    /// The upper half of an fp32: 2 bytes a weight.
    BF16,
    /// Integers of 8 bits with an fp16 scale for each 32 of a row: 34 bytes for 32 weights.
    Q8_0,
    /// Integers of 6 bits with an 8-bit scale for each 16 of a row and an fp16 one for each 256.
    /// They are held in a byte each, 34.25 for 32 weights: taking six bits apart costs more time
    /// than memory takes for two more.
    Q6_K,
    /// Integers of 4 bits with a 6-bit scale and minimum for each 32 of a row and fp16 ones for
    /// each 256: 18.5 bytes for 32 weights. What they are is searched for, some seconds for a
    /// hundred million weights.
    Q4_K,
    /// Integers of 4 bits with an fp16 scale for each 32 of a row: 18 bytes for 32 weights.
    Q4_0,
    /// As Q4_0 with an fp16 minimum beside the scale: 20 bytes for 32 weights. A model whose file
    /// was so keeps its weights to the bit.
    Q4_1,
    /// Each matrix in the blocks of the quantized GGUF file that the model was imported from.
    GGUF;

    /// How the embedding table and the head are kept: in 8 bits where the other matrices have 4, as
    /// in ggml's files. Tied, they are a fifth of a small model, and the most sensitive to
    /// rounding.
    WeightFormat forVocabulary() {
        return switch (this) {
            case F32, BF16, Q8_0, Q6_K, GGUF -> this;
            case Q4_K, Q4_0, Q4_1 -> Q8_0;
        };
    }

    /// What fp32 weights are encoded as.
    ///
    /// @throws IllegalArgumentException for [#GGUF], whose weights are encoded already
    GgmlType encoded() {
        return switch (this) {
            case F32 -> GgmlType.F32;
            case BF16 -> GgmlType.BF16;
            case Q8_0 -> GgmlType.Q8_0;
            case Q6_K -> GgmlType.Q6_K;
            case Q4_K -> GgmlType.Q4_K;
            case Q4_0 -> GgmlType.Q4_0;
            case Q4_1 -> GgmlType.Q4_1;
            case GGUF ->
                    throw new IllegalArgumentException("weights are not made into a file's blocks");
        };
    }
}
