package ai.inhouse.inference;

import java.util.OptionalLong;

/// How an engine is run.
///
/// @param threads one a core is best
/// @param keyValueBytes most memory for the keys and values of all texts at once; empty for a
///   quarter of the machine's
/// @param keepsCopy whether a bf16 copy of packed weights is kept for matrix products: as much as
///   the model in bf16 takes. Without it the weights are decoded anew for each step of many tokens,
///   which costs large batches most and long prompts least
public record EngineOptions(
        Arithmetic arithmetic, int threads, OptionalLong keyValueBytes, boolean keepsCopy) {

    /// The fastest.
    public static EngineOptions fast(int threads) {
        return new EngineOptions(Arithmetic.FAST, threads, OptionalLong.empty(), true);
    }

    public EngineOptions with(Arithmetic other) {
        return new EngineOptions(other, threads, keyValueBytes, keepsCopy);
    }

    public EngineOptions withKeyValueBytes(OptionalLong bytes) {
        return new EngineOptions(arithmetic, threads, bytes, keepsCopy);
    }

    public EngineOptions withCopy(boolean kept) {
        return new EngineOptions(arithmetic, threads, keyValueBytes, kept);
    }
}
