package ai.inhouse.inference;

/// A generator whose sequences need not begin together.
public interface BatchingGenerator extends Generator {
    /// An empty batch. Several may be used beside each other; their steps take turns.
    Batch newBatch();

    /// What the model makes of a text as a whole: the mean of its final states, of length 1. May be
    /// called from any thread, beside batches.
    ///
    /// @throws ai.inhouse.base.InhouseException if the text is longer than the model's context
    float[] embed(int[] ids);

    /// Tokens whose keys and values fit into the memory that is set aside for them.
    long keyValueTokens();

    /// Tokens whose keys and values sequences hold now.
    long keyValueTokensUsed();
}
