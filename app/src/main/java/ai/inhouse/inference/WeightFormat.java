package ai.inhouse.inference;

/// How an engine keeps its matrices: the fewer bytes, the faster it decodes, as each token needs
/// all of them read. Names and rounding are ggml's.
public enum WeightFormat {
    /// As trained: 4 bytes a weight.
    F32,
    /// The upper half of an fp32: 2 bytes a weight.
    BF16,
    /// Integers of 8 bits with an fp16 scale for each 32 of a row: 34 bytes for 32 weights.
    Q8_0,
    /// Integers of 4 bits with an fp16 scale for each 32 of a row: 18 bytes for 32 weights.
    Q4_0,
    /// As Q4_0 with an fp16 minimum beside the scale: 20 bytes for 32 weights. A model whose file
    /// was so keeps its weights to the bit.
    Q4_1;

    /// How the embedding table and the head are kept: in 8 bits where the other matrices have 4, as
    /// in ggml's files. Tied, they are a fifth of a small model, and the most sensitive to
    /// rounding.
    WeightFormat forVocabulary() {
        return switch (this) {
            case F32, BF16, Q8_0 -> this;
            case Q4_0, Q4_1 -> Q8_0;
        };
    }
}
