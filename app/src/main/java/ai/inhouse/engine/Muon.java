package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;

import java.util.Collection;
import jdk.incubator.vector.FloatVector;

/// Muon (Keller Jordan 2024): a matrix moves along its momentum with all directions made equally
/// strong, `W <- decay W - rate sqrt(max(1, rows / columns)) NewtonSchulz(g + momentum (m - g))`
/// with `m += (1 - momentum) (g - m)` (Nesterov's look ahead). The root makes the change of an
/// output as large for tall matrices as for wide ones. Scratch for one thread.
public final class Muon {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    /// Elements whose squares are summed in fp32 before they go to an fp64 total.
    private static final int BLOCK = 4096;

    private final NewtonSchulz newtonSchulz;

    /// @param type of the products
    public Muon(NativeMemory memory, ElementType type, Collection<NewtonSchulz.Shape> shapes) {
        newtonSchulz = new NewtonSchulz(memory, type, shapes);
    }

    /// The numbers of one step.
    ///
    /// @param decay what weights are multiplied with first
    /// @param gradientScale what the gradient is multiplied with first: clipping
    public record Step(double learningRate, double momentum, double decay, double gradientScale) {}

    /// One matrix and what belongs to it.
    ///
    /// @param masters `[r, c]` fp32
    /// @param copy `[r, c]`; may be `masters`
    /// @param momentum `[r, c]` fp32
    public record Matrix(Tensor masters, Tensor copy, Tensor momentum) {
        public NewtonSchulz.Shape shape() {
            return new NewtonSchulz.Shape(masters.size(0), masters.size(1));
        }
    }

    /// @param gradient whose first element is the matrix's
    public void update(Matrix matrix, GradientSum gradient, Step step) {
        NewtonSchulz.Shape shape = matrix.shape();
        Tensor direction = newtonSchulz.matrix(shape);
        double squares = lookAhead(matrix.momentum(), gradient, step, direction);
        newtonSchulz.orthogonalize(shape, squares);
        double tall = Math.sqrt(Math.max(1, (double) shape.rows() / shape.columns()));
        move(matrix, direction, (float) (-step.learningRate() * tall), (float) step.decay());
    }

    /// @return the sum of the direction's squares
    private static double lookAhead(
            Tensor momentum, GradientSum gradient, Step step, Tensor direction) {
        LookAhead lookAhead =
                new LookAhead(
                        momentum,
                        gradient,
                        direction,
                        (float) step.gradientScale(),
                        (float) step.momentum());
        double total = 0;
        long n = momentum.elements();
        for (long block = 0; block < n; block += BLOCK) {
            total += lookAhead.squares(block, Math.min(n, block + BLOCK));
        }
        return total;
    }

    private record LookAhead(
            Tensor momentum, GradientSum gradient, Tensor direction, float scale, float share) {
        double squares(long from, long to) {
            Storage out = direction.storage();
            FloatVector squares = Lanes.zero();
            long j = from;
            for (; j <= to - COUNT; j += COUNT) {
                FloatVector g = gradient.load(j).mul(scale);
                FloatVector m = toward(FP32.load(momentum.address(), j), g, 1 - share);
                FloatVector ahead = toward(g, m, share);
                FP32.store(m, momentum.address(), j);
                out.store(ahead, direction.address(), j);
                squares = ahead.fma(ahead, squares);
            }
            if (j < to) {
                int rest = (int) (to - j);
                FloatVector g = gradient.load(j, rest).mul(scale);
                FloatVector m = toward(FP32.load(momentum.address(), j, rest), g, 1 - share);
                FloatVector ahead = toward(g, m, share);
                FP32.store(m, momentum.address(), j, rest);
                out.store(ahead, direction.address(), j, rest);
                squares = ahead.fma(ahead, squares);
            }
            return Lanes.sum(squares);
        }

        /// `from + share * (to - from)`
        private static FloatVector toward(FloatVector from, FloatVector to, float share) {
            return to.sub(from).fma(Lanes.all(share), from);
        }
    }

    private static void move(Matrix matrix, Tensor direction, float by, float decay) {
        Storage in = direction.storage();
        Storage out = matrix.copy().storage();
        long masters = matrix.masters().address();
        long n = direction.elements();
        long j = 0;
        for (; j <= n - COUNT; j += COUNT) {
            FloatVector w = FP32.load(masters, j).mul(decay);
            w = in.load(direction.address(), j).fma(Lanes.all(by), w);
            FP32.store(w, masters, j);
            out.store(w, matrix.copy().address(), j);
        }
        if (j < n) {
            int rest = (int) (n - j);
            FloatVector w = FP32.load(masters, j, rest).mul(decay);
            w = in.load(direction.address(), j, rest).fma(Lanes.all(by), w);
            FP32.store(w, masters, j, rest);
            out.store(w, matrix.copy().address(), j, rest);
        }
    }
}
