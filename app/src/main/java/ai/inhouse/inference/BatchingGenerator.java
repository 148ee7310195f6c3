package ai.inhouse.inference;

import ai.inhouse.model.Adapter;
import ai.inhouse.model.Weights;

/// A generator whose sequences need not begin together.
public interface BatchingGenerator extends Generator {
    /// An empty batch. Several may be used beside each other; their steps take turns.
    Batch newBatch();

    /// What the model makes of a text as a whole: the mean of its final states, of length 1. May be
    /// called from any thread, beside batches.
    ///
    /// @throws ai.inhouse.base.InhouseException if the text is longer than the model's context
    float[] embed(int[] ids);

    /// Brings an adapter into the engine's own layout, to be named in requests. The adapter may be
    /// closed afterwards.
    ///
    /// @throws ai.inhouse.base.InhouseException if it does not fit the model, or is of a kind that
    ///   cannot be added while others use the model without it
    AdapterWeights prepare(Adapter adapter);

    /// Has texts that are written alone guessed ahead by a smaller model, in batches that begin
    /// from now on. Greedy and seeded texts are the same to the token; others are the same in
    /// distribution. The weights may be closed afterwards.
    ///
    /// @param draft of the same vocabulary
    /// @throws ai.inhouse.base.InhouseException if its vocabulary has another size
    void draftBy(Weights draft, WeightFormat format);

    /// The same engine, asked with an adapter wherever a request names none. Closing either closes
    /// both.
    BatchingGenerator with(AdapterWeights adapter);

    /// Tokens whose keys and values fit into the memory that is set aside for them.
    long keyValueTokens();

    /// Tokens whose keys and values sequences hold now.
    long keyValueTokensUsed();
}
