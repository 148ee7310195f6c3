package ai.inhouse.inference;

/// How an engine, or one sequence of it, is computed with the weights that it holds.
public enum Arithmetic {
    /// Sums and activations are fp32, as is the key-value cache of an engine that is wholly so, and
    /// each sum is taken in one order: a sequence's tokens depend neither on what else is in the
    /// batch nor on the number of threads.
    EXACT,
    /// Steps of many tokens multiply matrices in bf16, where the processor is fast at that, and
    /// keys and values are kept in bf16. A sequence's logits then differ in the third digit by what
    /// is computed beside them, which changes a token where two were nearly as likely.
    FAST
}
