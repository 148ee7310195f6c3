package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;

/// Fills, conversions and sums of tensors that are the same run of elements.
public final class Elements {
    private Elements() {}

    public static void zero(Tensor tensor) {
        NativeMemory.segment(tensor).fill((byte) 0);
    }

    /// `out = in`, rounded to the type of `out`.
    public static void copy(Tensor in, Tensor out) {
        if (in.elements() != out.elements()) {
            throw new IllegalArgumentException("%s does not fit %s".formatted(in, out));
        }
        copy(in, out, 0, in.elements());
    }

    /// Elements `from` to `to` of `out = in`, for a worker's share of a large copy.
    public static void copy(Tensor in, Tensor out, long from, long to) {
        Storage source = in.storage();
        Storage target = out.storage();
        long j = from;
        for (; j <= to - COUNT; j += COUNT) {
            target.store(source.load(in.address(), j), out.address(), j);
        }
        if (j < to) {
            int rest = (int) (to - j);
            target.store(source.load(in.address(), j, rest), out.address(), j, rest);
        }
    }

    /// `x *= scale`
    public static void scale(Tensor x, float scale) {
        Storage s = x.storage();
        long j = 0;
        for (; j <= x.elements() - COUNT; j += COUNT) {
            s.store(s.load(x.address(), j).mul(scale), x.address(), j);
        }
        if (j < x.elements()) {
            int rest = (int) (x.elements() - j);
            s.store(s.load(x.address(), j, rest).mul(scale), x.address(), j, rest);
        }
    }

    /// `out = base + scale * change`
    public static void addScaled(Tensor base, float scale, Tensor change, Tensor out) {
        if (base.elements() != out.elements() || change.elements() != out.elements()) {
            throw new IllegalArgumentException(
                    "%s + %s does not fit %s".formatted(base, change, out));
        }
        Storage b = base.storage();
        Storage c = change.storage();
        FloatVector factor = Lanes.all(scale);
        long j = 0;
        for (; j <= out.elements() - COUNT; j += COUNT) {
            FloatVector v = c.load(change.address(), j).fma(factor, b.load(base.address(), j));
            out.storage().store(v, out.address(), j);
        }
        if (j < out.elements()) {
            int rest = (int) (out.elements() - j);
            FloatVector v = c.load(change.address(), j, rest);
            v = v.fma(factor, b.load(base.address(), j, rest));
            out.storage().store(v, out.address(), j, rest);
        }
    }

    /// `out[outRow + i, outColumn + j] = scale * in[inRow + i, inColumn + j]` for a block of `rows`
    /// by `columns`.
    ///
    /// @param in a block's place in a matrix
    /// @param out the place of a block of the same size
    public static void copyScaled(Block in, Block out, float scale) {
        if (in.rows() != out.rows() || in.columns() != out.columns()) {
            throw new IllegalArgumentException("%s does not fit %s".formatted(in, out));
        }
        for (int i = 0; i < in.rows(); i++) {
            for (int j = 0; j < in.columns(); j++) {
                float value = in.matrix().storage().get(in.matrix().address(), in.index(i, j));
                out.matrix().storage().set(out.matrix().address(), out.index(i, j), scale * value);
            }
        }
    }

    /// A rectangle in a matrix.
    public record Block(Tensor matrix, int row, int column, int rows, int columns) {
        public Block {
            if (row + rows > matrix.rows() || column + columns > matrix.width()) {
                throw new IllegalArgumentException(
                        "no %d x %d at %d, %d in %s".formatted(rows, columns, row, column, matrix));
            }
        }

        long index(int i, int j) {
            return (long) (row + i) * matrix.width() + column + j;
        }
    }
}
