package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ParameterLayout.Parameter;
import ai.inhouse.model.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// fp32 weights, rounded to a format.
record RoundedWeights(Weights weights, WeightFormat format) implements MatrixSource {
    @Override
    public ModelConfig config() {
        return weights.config();
    }

    @Override
    public PackedMatrix matrix(Arena arena, Team team, String... names) {
        return pack(format, arena, team, names);
    }

    @Override
    public PackedMatrix table(Arena arena, Team team, String name) {
        return pack(format.forVocabulary(), arena, team, name);
    }

    private PackedMatrix pack(WeightFormat as, Arena arena, Team team, String... names) {
        int rows = rows(names);
        int columns = columns(names);
        return PackedMatrix.pack(
                as, memory(names[0], (long) rows * columns), rows, columns, arena, team);
    }

    /// Packs parameters in the place of others of the same shape.
    void repack(PackedMatrix matrix, Team team, String... names) {
        int rows = rows(names);
        int columns = columns(names);
        if (matrix.rows != rows || matrix.columns != columns) {
            throw new IllegalArgumentException(
                    "%d x %d in the place of %d x %d"
                            .formatted(rows, columns, matrix.rows, matrix.columns));
        }
        matrix.fill(memory(names[0], (long) rows * columns), team);
    }

    private int rows(String... names) {
        int rows = 0;
        for (String name : names) {
            rows += parameter(name).shape().getFirst();
        }
        return rows;
    }

    private int columns(String... names) {
        return parameter(names[0]).shape().getLast();
    }

    @Override
    public float[] vector(String... names) {
        int elements = 0;
        for (String name : names) {
            elements += parameter(name).shape().getFirst();
        }
        float[] vector = new float[Lanes.roundUpToPanel(elements)];
        MemorySegment.copy(
                memory(names[0], elements), ValueLayout.JAVA_FLOAT, 0, vector, 0, elements);
        return vector;
    }

    private Parameter parameter(String name) {
        return weights.layout().find(name);
    }

    /// Parameters that belong together are neighbours.
    private MemorySegment memory(String first, long elements) {
        return weights.memory()
                .asSlice(parameter(first).offset() * Float.BYTES, elements * Float.BYTES);
    }
}
