package ai.inhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Against a plain computation in fp64.
class MuonTest {
    private static final List<NewtonSchulz.Shape> SHAPES =
            List.of(
                    new NewtonSchulz.Shape(13, 37),
                    new NewtonSchulz.Shape(37, 13),
                    new NewtonSchulz.Shape(24, 24),
                    new NewtonSchulz.Shape(1, 5));

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void orthogonalizesAsAPlainComputationInDoublesDoes(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                NewtonSchulz newtonSchulz = new NewtonSchulz(s.memory(), type, SHAPES);
                for (NewtonSchulz.Shape shape : SHAPES) {
                    Tensor start = s.normal(type, shape.rows(), shape.columns());
                    Elements.copy(start, newtonSchulz.matrix(shape));
                    double squares = new GradientSum(List.of(start)).squares(0, start.elements());
                    newtonSchulz.orthogonalize(shape, squares);
                    double[][] expected = orthogonalized(rows(start));
                    assertClose(rows(newtonSchulz.matrix(shape)), expected, type, seed);
                }
            }
        }
    }

    @Test
    void bringsSingularValuesNearOne() {
        try (Sample s = new Sample(3)) {
            NewtonSchulz.Shape shape = SHAPES.getFirst();
            NewtonSchulz newtonSchulz =
                    new NewtonSchulz(s.memory(), ElementType.FLOAT32, List.of(shape));
            Tensor x = newtonSchulz.matrix(shape);
            Elements.copy(s.fp32(shape.rows(), shape.columns()), x);
            newtonSchulz.orthogonalize(shape, new GradientSum(List.of(x)).squares(0, x.elements()));
            Sample.twin(
                    () -> {
                        for (float value : Sample.floats(torch.linalg_svdvals(x.handle()))) {
                            assertThat(value).isBetween(0.65f, 1.25f);
                        }
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void takesMuonsSteps(ElementType type) {
        for (NewtonSchulz.Shape shape : SHAPES) {
            try (Sample s = new Sample(7)) {
                check(s, type, shape);
            }
        }
    }

    private static void check(Sample s, ElementType type, NewtonSchulz.Shape shape) {
        Tensor masters = s.fp32(shape.rows(), shape.columns());
        double[][] weights = rows(masters);
        double[][] momentum = new double[shape.rows()][shape.columns()];
        Tensor copy = s.zeros(type, shape.rows(), shape.columns());
        Muon.Matrix matrix =
                new Muon.Matrix(
                        masters, copy, s.zeros(ElementType.FLOAT32, shape.rows(), shape.columns()));
        Muon muon = new Muon(s.memory(), type, List.of(shape));
        for (int step = 0; step < 4; step++) {
            Tensor one = s.normal(type, shape.rows(), shape.columns());
            Tensor two = s.normal(type, shape.rows(), shape.columns());
            muon.update(
                    matrix,
                    new GradientSum(List.of(one, two)),
                    new Muon.Step(0.02, 0.9, 0.99, 0.5));
            step(weights, momentum, rows(one), rows(two));
        }
        double tolerance = type == ElementType.BFLOAT16 ? 0.02 : 1e-4;
        double[][] actual = rows(masters);
        double[][] rounded = rows(copy);
        for (int i = 0; i < actual.length; i++) {
            for (int j = 0; j < actual[i].length; j++) {
                assertThat(actual[i][j]).isCloseTo(weights[i][j], within(tolerance));
                assertThat(rounded[i][j]).isCloseTo(actual[i][j], within(0.02));
            }
        }
    }

    /// The same step by the formula: rate 0.02, momentum 0.9, decay 0.99, gradients halved.
    private static void step(double[][] w, double[][] m, double[][] one, double[][] two) {
        int rows = w.length;
        int columns = w[0].length;
        double[][] ahead = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double g = 0.5 * (one[i][j] + two[i][j]);
                m[i][j] = 0.9 * m[i][j] + 0.1 * g;
                ahead[i][j] = 0.1 * g + 0.9 * m[i][j];
            }
        }
        double[][] direction = orthogonalized(ahead);
        double rate = 0.02 * Math.sqrt(Math.max(1, (double) rows / columns));
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                w[i][j] = 0.99 * w[i][j] - rate * direction[i][j];
            }
        }
    }

    private static double[][] orthogonalized(double[][] g) {
        double norm = 0;
        for (double[] row : g) {
            for (double value : row) {
                norm += value * value;
            }
        }
        double[][] x = scaled(g, 1 / (Math.sqrt(norm) + 1e-7));
        for (int step = 0; step < 5; step++) {
            double[][] gram = product(x, transposed(x));
            double[][] square = product(gram, gram);
            double[][] change = product(sum(scaled(gram, -4.7750), scaled(square, 2.0315)), x);
            x = sum(scaled(x, 3.4445), change);
        }
        return x;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] out = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    out[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return out;
    }

    private static double[][] transposed(double[][] a) {
        double[][] out = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                out[j][i] = a[i][j];
            }
        }
        return out;
    }

    private static double[][] scaled(double[][] a, double factor) {
        double[][] out = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                out[i][j] = factor * a[i][j];
            }
        }
        return out;
    }

    private static double[][] sum(double[][] a, double[][] b) {
        double[][] out = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                out[i][j] = a[i][j] + b[i][j];
            }
        }
        return out;
    }

    private static double[][] rows(Tensor tensor) {
        float[] values = Sample.floats(tensor);
        int width = tensor.width();
        return IntStream.range(0, tensor.rows())
                .mapToObj(i -> IntStream.range(0, width).mapToDouble(j -> values[i * width + j]))
                .map(row -> row.toArray())
                .toArray(double[][]::new);
    }

    private static void assertClose(
            double[][] actual, double[][] expected, ElementType type, int seed) {
        double tolerance = type == ElementType.BFLOAT16 ? 0.06 : 1e-4;
        for (int i = 0; i < actual.length; i++) {
            for (int j = 0; j < actual[i].length; j++) {
                assertThat(actual[i][j])
                        .as("[%d, %d], seed %d", i, j, seed)
                        .isCloseTo(expected[i][j], within(tolerance));
            }
        }
    }
}
