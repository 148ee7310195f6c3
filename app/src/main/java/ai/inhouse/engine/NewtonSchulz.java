package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;
import static ai.inhouse.engine.Matmul.mm;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.incubator.vector.FloatVector;

/// Brings all singular values of a matrix near one and leaves its singular vectors: five steps of
/// the quintic iteration `X <- a X + (b G + c G^2) X` with `G = X X^T`, whose coefficients Keller
/// Jordan chose for the steepest rise at zero (the Muon optimizer, 2024). Singular values above a
/// thousandth of the norm end between about 0.7 and 1.2. Products run in the given type, as bf16 is
/// exact enough. Scratch for one thread.
public final class NewtonSchulz {
    private static final int STEPS = 5;
    private static final float A = 3.4445f;
    private static final float B = -4.7750f;
    private static final float C = 2.0315f;
    private static final double EPSILON = 1e-7;

    private final Map<Shape, Work> works = new LinkedHashMap<>();

    /// Of a matrix.
    public record Shape(int rows, int columns) {
        int smaller() {
            return Math.min(rows, columns);
        }

        long elements() {
            return (long) rows * columns;
        }
    }

    /// Views of the scratch for one shape.
    ///
    /// @param x `[r, c]`
    /// @param gram `[m, m]`, `m` the smaller of both sizes
    /// @param square `[m, m]`
    /// @param product `[r, c]`
    private record Work(
            Shape shape, Tensor x, Tensor transposed, Tensor gram, Tensor square, Tensor product) {}

    /// @param memory where the scratch lives
    /// @param shapes all that will be asked for; they share the scratch
    public NewtonSchulz(NativeMemory memory, ElementType type, Collection<Shape> shapes) {
        long elements = shapes.stream().mapToLong(Shape::elements).max().orElse(1);
        long side = shapes.stream().mapToLong(Shape::smaller).max().orElse(1);
        List<Tensor> rooms =
                List.of(
                        memory.allocate(type, elements),
                        memory.allocate(type, elements),
                        memory.allocate(type, side * side),
                        memory.allocate(type, side * side));
        for (Shape shape : shapes) {
            works.computeIfAbsent(shape, s -> work(memory, rooms, s));
        }
    }

    private static Work work(NativeMemory memory, List<Tensor> rooms, Shape s) {
        Tensor x = view(memory, rooms.get(0), s.rows(), s.columns());
        return new Work(
                s,
                x,
                x.transposed(),
                view(memory, rooms.get(2), s.smaller(), s.smaller()),
                view(memory, rooms.get(3), s.smaller(), s.smaller()),
                view(memory, rooms.get(1), s.rows(), s.columns()));
    }

    private static Tensor view(NativeMemory memory, Tensor room, long rows, long columns) {
        return memory.view(NativeMemory.segment(room), room.type(), 0, rows, columns);
    }

    /// Where to put a matrix, and where its result will be: `[rows, columns]`.
    public Tensor matrix(Shape shape) {
        return work(shape).x();
    }

    private Work work(Shape shape) {
        Work work = works.get(shape);
        if (work == null) {
            throw new IllegalArgumentException("no scratch for " + shape);
        }
        return work;
    }

    /// Works on [#matrix] in place.
    ///
    /// @param squares the sum of its elements' squares
    public void orthogonalize(Shape shape, double squares) {
        Work w = work(shape);
        Elements.scale(w.x(), (float) (1 / (Math.sqrt(squares) + EPSILON)));
        boolean wide = shape.rows() <= shape.columns();
        for (int step = 0; step < STEPS; step++) {
            if (wide) {
                mm(w.gram(), w.x(), w.transposed()); // [r, r]
            } else {
                mm(w.gram(), w.transposed(), w.x()); // [c, c]
            }
            mm(w.square(), w.gram(), w.gram());
            sum(B, w.gram(), C, w.square(), w.gram());
            if (wide) {
                mm(w.product(), w.gram(), w.x()); // [r, c]
            } else {
                mm(w.product(), w.x(), w.gram()); // [r, c]
            }
            sum(A, w.x(), 1, w.product(), w.x());
        }
    }

    /// `out = p x + q y`
    private static void sum(float p, Tensor x, float q, Tensor y, Tensor out) {
        Storage s = out.storage();
        FloatVector factor = Lanes.all(q);
        long n = out.elements();
        long j = 0;
        for (; j <= n - COUNT; j += COUNT) {
            FloatVector v = s.load(x.address(), j).mul(p);
            s.store(s.load(y.address(), j).fma(factor, v), out.address(), j);
        }
        if (j < n) {
            int rest = (int) (n - j);
            FloatVector v = s.load(x.address(), j, rest).mul(p);
            s.store(s.load(y.address(), j, rest).fma(factor, v), out.address(), j, rest);
        }
    }
}
