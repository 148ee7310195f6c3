package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;
import java.lang.foreign.Arena;
import java.util.Iterator;

/// Weights that are packed into matrices which were packed before.
///
/// @param matrices those, in the order in which they are asked for
record RepackedWeights(RoundedWeights weights, Iterator<PackedMatrix> matrices)
        implements MatrixSource {
    @Override
    public ModelConfig config() {
        return weights.config();
    }

    @Override
    public WeightFormat format() {
        return weights.format();
    }

    @Override
    public PackedMatrix matrix(Arena arena, Team team, String... names) {
        PackedMatrix matrix = matrices.next();
        weights.repack(matrix, team, names);
        return matrix;
    }

    @Override
    public PackedMatrix table(Arena arena, Team team, String name) {
        return matrix(arena, team, name);
    }

    @Override
    public float[] vector(String... names) {
        return weights.vector(names);
    }
}
