package ai.inhouse.inference;

import ai.inhouse.model.GgmlBlock;
import ai.inhouse.model.GgmlType;
import ai.inhouse.model.GgufWeights;
import ai.inhouse.model.ModelConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/// The matrices of a GGUF file in its own blocks: nothing is rounded.
record FileBlocks(GgufWeights file) implements MatrixSource {
    @Override
    public ModelConfig config() {
        return file.config();
    }

    @Override
    public WeightFormat format() {
        return WeightFormat.GGUF;
    }

    @Override
    public PackedMatrix table(Arena arena, Team team, String name) {
        return matrix(arena, team, name);
    }

    /// Where the file keeps neighbours in different ways, and a panel would have rows of both, they
    /// become fp32.
    @Override
    public PackedMatrix matrix(Arena arena, Team team, String... names) {
        List<String> all = List.of(names);
        List<GgmlType> types = all.stream().map(file::type).distinct().toList();
        if (types.size() == 1) {
            return pack(types.getFirst(), arena, team, all);
        }
        boolean whole =
                all.subList(0, names.length - 1).stream()
                        .allMatch(name -> rows(name) % Lanes.PANEL == 0);
        return whole
                ? new StackedMatrix(
                        all.stream()
                                .map(name -> pack(file.type(name), arena, team, List.of(name)))
                                .toList())
                : decoded(arena, team, all);
    }

    private int rows(String name) {
        return file.shape(name).getFirst();
    }

    /// A row of parameters that lie one below the other, as it is stored.
    private MemorySegment encoded(List<String> names, int row) {
        int left = row;
        int i = 0;
        while (left >= rows(names.get(i))) {
            left -= rows(names.get(i++));
        }
        return file.row(names.get(i), left);
    }

    private PackedMatrix pack(GgmlType type, Arena arena, Team team, List<String> names) {
        if (!type.isQuantized()) {
            return decoded(arena, team, names);
        }
        int rows = names.stream().mapToInt(this::rows).sum();
        int columns = file.shape(names.getFirst()).getLast();
        BlockMatrix matrix = BlockMatrix.of(type, rows, columns, arena);
        matrix.eachRow(
                team, row -> matrix.packBlocks(row, encoded(names, row), new GgmlBlock(type)));
        return matrix;
    }

    private PackedMatrix decoded(Arena arena, Team team, List<String> names) {
        boolean half = names.stream().allMatch(name -> file.type(name) == GgmlType.BF16);
        int rows = names.stream().mapToInt(this::rows).sum();
        int columns = file.shape(names.getFirst()).getLast();
        try (Arena room = Arena.ofShared()) {
            MemorySegment all = room.allocate(4L * rows * columns, 4);
            long at = 0;
            for (String name : names) {
                MemorySegment part = all.asSlice(at, 4L * rows(name) * columns);
                file.copyTo(name, part);
                at += part.byteSize();
            }
            WeightFormat as = half ? WeightFormat.BF16 : WeightFormat.F32;
            return PackedMatrix.pack(as, all, rows, columns, arena, team);
        }
    }

    @Override
    public float[] vector(String... names) {
        int elements = Arrays.stream(names).mapToInt(this::rows).sum();
        float[] vector = new float[Lanes.roundUpToPanel(elements)];
        int at = 0;
        for (String name : names) {
            try (Arena room = Arena.ofConfined()) {
                MemorySegment part = room.allocate(4L * rows(name), 4);
                file.copyTo(name, part);
                MemorySegment.copy(part, ValueLayout.JAVA_FLOAT, 0, vector, at, rows(name));
            }
            at += rows(name);
        }
        return vector;
    }
}
