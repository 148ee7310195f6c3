package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;

/// Weights whose rows have a length of their own (DoRA, Liu et al. 2024): row `r` of `V = base +
/// change` becomes `f_r V_r` with `f_r = m_r / |V_r|`.
public final class RowMagnitude {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    private RowMagnitude() {}

    /// The factors of rows `first` to `first + m`.
    ///
    /// @param base `[out, in]` fp32
    /// @param change `[out, in]`
    /// @param magnitudes `[m]` fp32
    /// @param factors `[out]` fp32, of which `m` are written
    public static void factors(
            Tensor base, Tensor change, int first, Tensor magnitudes, Tensor factors) {
        int d = base.width();
        for (int r = 0; r < magnitudes.elements(); r++) {
            long at = (long) (first + r) * d;
            float length = length(base.address(at), change.storage(), change.address(at), d);
            float magnitude = FP32.get(magnitudes.address(), r);
            FP32.set(factors.address(), first + r, magnitude / length);
        }
    }

    /// `|V_r|` of rows `first` to `first + m`, summed as [#factors] sums them.
    ///
    /// @param lengths `[m]` fp32, overwritten
    public static void lengths(Tensor base, Tensor change, int first, Tensor lengths) {
        int d = base.width();
        for (int r = 0; r < lengths.elements(); r++) {
            long at = (long) (first + r) * d;
            float length = length(base.address(at), change.storage(), change.address(at), d);
            FP32.set(lengths.address(), r, length);
        }
    }

    /// `out = f (base + change)`, row by row.
    ///
    /// @param factors `[out]` fp32
    public static void merge(Tensor base, Tensor change, Tensor factors, Tensor out) {
        int d = base.width();
        for (int r = 0; r < base.rows(); r++) {
            long at = (long) r * d;
            float f = FP32.get(factors.address(), r);
            for (int j = 0; j < d; j += COUNT) {
                int n = Math.min(COUNT, d - j);
                FloatVector v =
                        FP32.load(base.address(at), j, n)
                                .add(change.storage().load(change.address(at), j, n));
                out.storage().store(v.mul(f), out.address(at), j, n);
            }
        }
    }

    /// `matrix_r *= f_r` for each row.
    public static void scale(Tensor matrix, Tensor factors) {
        int d = matrix.width();
        Storage s = matrix.storage();
        for (int r = 0; r < matrix.rows(); r++) {
            long row = matrix.address((long) r * d);
            float f = FP32.get(factors.address(), r);
            for (int j = 0; j < d; j += COUNT) {
                int n = Math.min(COUNT, d - j);
                s.store(s.load(row, j, n).mul(f), row, j, n);
            }
        }
    }

    /// The gradient of the magnitudes of rows `first` to `first + m`, the lengths held fixed: `dm_r
    /// = (f_r dW_r . base_r + dB_r . B_r) / m_r`, where the second product is the change's part.
    ///
    /// @param dWeight `[out, in]`: the gradient of the whole weight
    /// @param dB `[out, R]`: the gradient of `b`
    /// @param b `[out, R]`, the factors in it
    /// @param gradient `[m]`, overwritten
    public static void gradient(
            Scaled rows, Tensor dWeight, Tensor base, Tensor dB, Tensor b, Tensor gradient) {
        for (int i = 0; i < rows.magnitudes().elements(); i++) {
            int r = rows.first() + i;
            float whole = FP32.get(rows.factors().address(), r) * dot(dWeight, base, r);
            float m = FP32.get(rows.magnitudes().address(), i);
            gradient.storage().set(gradient.address(), i, (whole + dot(dB, b, r)) / m);
        }
    }

    /// @param first of the rows that have magnitudes
    /// @param magnitudes `[m]` fp32
    /// @param factors `[out]` fp32
    public record Scaled(int first, Tensor magnitudes, Tensor factors) {}

    private static float dot(Tensor a, Tensor b, int row) {
        int d = a.width();
        long at = (long) row * d;
        FloatVector sum = Lanes.zero();
        for (int j = 0; j < d; j += COUNT) {
            int n = Math.min(COUNT, d - j);
            FloatVector x = a.storage().load(a.address(at), j, n);
            sum = x.fma(b.storage().load(b.address(at), j, n), sum);
        }
        return Lanes.sum(sum);
    }

    private static float length(long base, Storage s, long change, int d) {
        FloatVector sum = Lanes.zero();
        for (int j = 0; j < d; j += COUNT) {
            int n = Math.min(COUNT, d - j);
            FloatVector v = FP32.load(base, j, n).add(s.load(change, j, n));
            sum = v.fma(v, sum);
        }
        return (float) Math.sqrt(Lanes.sum(sum));
    }
}
