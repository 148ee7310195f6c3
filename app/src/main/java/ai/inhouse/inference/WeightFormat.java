package ai.inhouse.inference;

/// How an engine keeps its matrices. Sums are fp32 in all of them.
public enum WeightFormat {
    /// As trained: 4 bytes a weight.
    F32,
    /// The upper half of an fp32: 2 bytes a weight.
    BF16,
    /// Integers of 8 bits with an fp16 scale for each 32 of a row: 34 bytes for 32 weights.
    /// Decoding is bound by reading the weights, so this is the fastest.
    Q8_0
}
