package ai.inhouse.inference;

/// A generator whose sequences need not begin together.
public interface BatchingGenerator extends Generator {
    /// An empty batch. Several may be used beside each other; their steps take turns.
    Batch newBatch();

    /// Tokens whose keys and values fit into the memory that is set aside for them.
    long keyValueTokens();

    /// Tokens whose keys and values sequences hold now.
    long keyValueTokensUsed();
}
