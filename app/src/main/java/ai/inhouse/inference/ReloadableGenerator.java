package ai.inhouse.inference;

import ai.inhouse.model.Weights;

/// A generator that goes on with other weights, as a model in training has them.
public interface ReloadableGenerator extends BatchingGenerator {
    /// Packs other weights in the place of the old ones, and forgets what texts shared. No batch
    /// may be open.
    ///
    /// @param weights of the same shape; may be closed afterwards
    void reload(Weights weights);
}
