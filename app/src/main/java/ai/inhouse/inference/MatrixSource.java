package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;
import java.lang.foreign.Arena;

/// Where an engine's weights come from. What is named are parameters, as Hugging Face has them.
sealed interface MatrixSource permits RoundedWeights, RepackedWeights, FileBlocks {
    ModelConfig config();

    /// How the matrices will be kept.
    WeightFormat format();

    /// One of a block's matrices, or several of equal width, one below the other.
    ///
    /// @param arena owns the result
    /// @param team does the work
    PackedMatrix matrix(Arena arena, Team team, String... names);

    /// The embedding table or the head.
    PackedMatrix table(Arena arena, Team team, String name);

    /// One or several vectors, one after the other, filled up with zeros to whole panels.
    float[] vector(String... names);
}
