package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PackedMatrixTest {
    /// Odd sizes leave tails in rows, columns, blocks, slices and tiles.
    @ParameterizedTest
    @CsvSource({
        "F32, 1, 1, 1e-6",
        "F32, 67, 300, 1e-5",
        "F32, 192, 576, 1e-5",
        "BF16, 33, 259, 4e-3",
        "BF16, 100, 64, 4e-3",
        "Q8_0, 5, 7, 8e-3",
        "Q8_0, 131, 290, 8e-3",
        "Q8_0, 64, 512, 8e-3",
        "Q4_0, 5, 7, 0.2",
        "Q4_0, 131, 290, 0.2",
        "Q4_1, 33, 259, 0.15",
        "Q4_1, 96, 512, 0.15",
        "Q4_K, 5, 7, 0.15",
        "Q4_K, 33, 259, 0.15",
        "Q4_K, 96, 512, 0.15",
        "Q6_K, 33, 259, 0.04",
        "Q6_K, 96, 512, 0.04"
    })
    void multipliesAnyNumberOfTokensInTheSameOrder(
            WeightFormat format, int rows, int columns, double tolerance) {
        long seed = 17;
        Random random = new Random(seed);
        try (Arena arena = Arena.ofShared();
                Team team = new Team(2)) {
            MemorySegment source = arena.allocate(4L * rows * columns, 4);
            for (long i = 0; i < (long) rows * columns; i++) {
                source.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
            }
            PackedMatrix matrix = PackedMatrix.pack(format, source, rows, columns, arena, team);
            int tokens = 15;
            Activations x = new Activations(tokens, columns);
            for (int i = 0; i < x.values.length; i++) {
                x.values[i] = (float) random.nextGaussian();
            }
            float[][] alone = alone(matrix, x, tokens);
            for (int n = 2; n <= tokens; n++) {
                Activations y = new Activations(tokens, rows);
                matrix.multiply(x, n, y, 0, matrix.panels, new PackedMatrix.Scratch());
                for (int t = 0; t < n; t++) {
                    int at = y.row(t);
                    assertThat(Arrays.copyOfRange(y.values, at, at + rows))
                            .as("token %d of %d, seed %d", t, n, seed)
                            .containsExactly(alone[t]);
                }
            }
            for (int r = 0; r < rows; r++) {
                assertThat((double) alone[3][r])
                        .isCloseTo(
                                product(source, r, columns, x, 3),
                                within(tolerance * 4 * Math.sqrt(columns)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F32, 0",
        "BF16, 0.004",
        "Q8_0, 0.005",
        "Q4_0, 0.15",
        "Q4_1, 0.08",
        "Q4_K, 0.1",
        "Q6_K, 0.04"
    })
    void givesRowsBack(WeightFormat format, double tolerance) {
        int rows = 70;
        int columns = 45;
        try (Arena arena = Arena.ofShared();
                Team team = new Team(1)) {
            MemorySegment source = arena.allocate(4L * rows * columns, 4);
            for (int i = 0; i < rows * columns; i++) {
                source.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) Math.sin(i));
            }
            PackedMatrix matrix = PackedMatrix.pack(format, source, rows, columns, arena, team);
            float[] row = new float[columns];
            for (int r = 0; r < rows; r++) {
                matrix.copyRow(r, row, 0);
                for (int k = 0; k < columns; k++) {
                    assertThat((double) row[k])
                            .isCloseTo((float) Math.sin(r * columns + k), within(tolerance));
                }
            }
        }
    }

    /// Random shapes against fp32 weights that are what the format decodes to.
    @ParameterizedTest
    @EnumSource(value = WeightFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "GGUF")
    void multipliesByJustWhatItDecodesTo(WeightFormat format) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 12; i++) {
            int rows = 1 + random.nextInt(150);
            int columns = 1 + random.nextInt(700);
            int tokens = 1 + random.nextInt(9);
            assertThat(errorOfProduct(format, rows, columns, tokens, random))
                    .as("%d x %d, %d tokens, seed %d", rows, columns, tokens, seed)
                    .isLessThan(1e-6);
        }
    }

    private static double errorOfProduct(
            WeightFormat format, int rows, int columns, int tokens, Random random) {
        try (Arena arena = Arena.ofShared();
                Team team = new Team(1)) {
            MemorySegment source = random(rows, columns, arena, random);
            PackedMatrix matrix = PackedMatrix.pack(format, source, rows, columns, arena, team);
            Activations x = new Activations(tokens, columns);
            for (int t = 0; t < tokens; t++) {
                for (int k = 0; k < columns; k++) {
                    x.values[x.row(t) + k] = (float) random.nextGaussian();
                }
            }
            Activations y = new Activations(tokens, rows);
            matrix.multiply(x, tokens, y, 0, matrix.panels, new PackedMatrix.Scratch());
            float[] row = new float[columns];
            double error = 0;
            double norm = 0;
            for (int r = 0; r < rows; r++) {
                matrix.copyRow(r, row, 0);
                for (int t = 0; t < tokens; t++) {
                    double exact = 0;
                    for (int k = 0; k < columns; k++) {
                        exact += (double) row[k] * x.values[x.row(t) + k];
                        norm += Math.pow(row[k] * x.values[x.row(t) + k], 2);
                    }
                    error += Math.pow(y.values[y.row(t) + r] - exact, 2);
                }
            }
            return Math.sqrt(error / norm);
        }
    }

    /// So a model whose file was quantized keeps its weights to the bit, though it was stored as
    /// fp32 in between.
    @ParameterizedTest
    @CsvSource({"Q8_0", "Q4_0", "Q4_1"})
    void givesItsOwnBlocksBackWhenPackedAgain(WeightFormat format) {
        long seed = new Random().nextLong();
        int rows = 50;
        int columns = 320;
        try (Arena arena = Arena.ofShared();
                Team team = new Team(1)) {
            MemorySegment source = random(rows, columns, arena, new Random(seed));
            PackedMatrix first = PackedMatrix.pack(format, source, rows, columns, arena, team);
            float[] row = new float[columns];
            for (int r = 0; r < rows; r++) {
                first.copyRow(r, row, 0);
                long at = 4L * r * columns;
                MemorySegment.copy(row, 0, source, ValueLayout.JAVA_FLOAT, at, columns);
            }
            PackedMatrix second = PackedMatrix.pack(format, source, rows, columns, arena, team);
            float[] again = new float[columns];
            for (int r = 0; r < rows; r++) {
                first.copyRow(r, row, 0);
                second.copyRow(r, again, 0);
                assertThat(again).as("row %d, seed %d", r, seed).containsExactly(row);
            }
        }
    }

    private static MemorySegment random(int rows, int columns, Arena arena, Random random) {
        MemorySegment source = arena.allocate(4L * rows * columns, 4);
        for (long i = 0; i < (long) rows * columns; i++) {
            source.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian() * 0.05f);
        }
        return source;
    }

    private static float[][] alone(PackedMatrix matrix, Activations x, int tokens) {
        float[][] results = new float[tokens][];
        for (int t = 0; t < tokens; t++) {
            Activations one = new Activations(1, matrix.columns);
            System.arraycopy(x.values, x.row(t), one.values, 0, matrix.columns);
            Activations y = new Activations(1, matrix.rows);
            matrix.multiply(one, 1, y, 0, matrix.panels, new PackedMatrix.Scratch());
            results[t] = Arrays.copyOf(y.values, matrix.rows);
        }
        return results;
    }

    private static double product(
            MemorySegment source, int row, int columns, Activations x, int token) {
        double sum = 0;
        for (int k = 0; k < columns; k++) {
            double w = source.getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * columns + k);
            sum += w * x.values[x.row(token) + k];
        }
        return sum;
    }
}
