package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;
import static ai.inhouse.engine.Shapes.require;

import jdk.incubator.vector.FloatVector;

/// RMSNorm of each query and key head on its own, before the rotation (Qwen3). Values pass
/// unchanged.
public final class HeadNorm {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    private HeadNorm() {}

    /// The heads of a row of `qkv`.
    ///
    /// @param queries query heads `H`
    /// @param keys key heads `KV`
    /// @param size of a head, `hd`
    public record Layout(int queries, int keys, int size) {
        int normed() {
            return queries + keys;
        }

        int width() {
            return (queries + 2 * keys) * size;
        }
    }

    /// @param qkv `[n, (H + 2 KV) * hd]`
    /// @param queryWeight `[hd]` fp32
    /// @param keyWeight `[hd]` fp32
    /// @param normed as `qkv`, overwritten
    /// @param inverse `[n, H + KV]` fp32, receives each head's 1 / root
    public static void forward(
            Tensor qkv,
            Layout layout,
            Tensor queryWeight,
            Tensor keyWeight,
            double epsilon,
            Tensor normed,
            Tensor inverse) {
        check(qkv, layout, normed, inverse);
        int size = layout.size();
        Storage s = qkv.storage();
        for (int row = 0; row < qkv.rows(); row++) {
            for (int head = 0; head < layout.normed(); head++) {
                long at = (long) row * layout.width() + (long) head * size;
                long x = qkv.address(at);
                float r = (float) (1 / Math.sqrt(dot(s, x, x, size) / size + epsilon));
                FP32.set(inverse.address(), (long) row * layout.normed() + head, r);
                long w = (head < layout.queries() ? queryWeight : keyWeight).address();
                scale(s, x, r, w, normed.address(at), size);
            }
            for (int j = layout.normed() * size; j < layout.width(); j++) {
                long at = (long) row * layout.width() + j;
                s.set(normed.address(), at, s.get(qkv.address(), at));
            }
        }
    }

    /// @param dQkv in: gradients of the normed heads; out: of `qkv`
    /// @param dQueryWeight `[hd]` fp32, overwritten
    /// @param dKeyWeight `[hd]` fp32, overwritten
    public static void backward(
            Tensor qkv,
            Layout layout,
            Tensor queryWeight,
            Tensor keyWeight,
            Tensor inverse,
            Tensor dQkv,
            Tensor dQueryWeight,
            Tensor dKeyWeight) {
        check(qkv, layout, dQkv, inverse);
        Elements.zero(dQueryWeight);
        Elements.zero(dKeyWeight);
        for (int row = 0; row < qkv.rows(); row++) {
            for (int head = 0; head < layout.normed(); head++) {
                boolean query = head < layout.queries();
                long at = (long) row * layout.width() + (long) head * layout.size();
                backwardHead(
                        qkv.storage(),
                        qkv.address(at),
                        FP32.get(inverse.address(), (long) row * layout.normed() + head),
                        (query ? queryWeight : keyWeight).address(),
                        dQkv.address(at),
                        (query ? dQueryWeight : dKeyWeight).address(),
                        layout.size());
            }
        }
    }

    private static void check(Tensor qkv, Layout layout, Tensor other, Tensor inverse) {
        require(qkv, "qkv", qkv.rows(), layout.width());
        require(other, "normed", qkv.rows(), layout.width());
        require(other, "normed", qkv.type());
        require(inverse, "inverse", qkv.rows(), layout.normed());
    }

    private static float dot(Storage s, long a, long b, int n) {
        FloatVector sum = Lanes.zero();
        int j = 0;
        for (; j <= n - COUNT; j += COUNT) {
            sum = s.load(a, j).fma(s.load(b, j), sum);
        }
        if (j < n) {
            sum = s.load(a, j, n - j).fma(s.load(b, j, n - j), sum);
        }
        return Lanes.sum(sum);
    }

    private static void scale(Storage s, long x, float r, long w, long out, int n) {
        int j = 0;
        for (; j <= n - COUNT; j += COUNT) {
            s.store(s.load(x, j).mul(r).mul(FP32.load(w, j)), out, j);
        }
        if (j < n) {
            int rest = n - j;
            s.store(s.load(x, j, rest).mul(r).mul(FP32.load(w, j, rest)), out, j, rest);
        }
    }

    /// `dw += dy * x * r`, then `dx = r * (dy*w - x * r^2 * mean(dy*w*x))` in place of `dy`.
    private static void backwardHead(Storage s, long x, float r, long w, long dy, long dw, int n) {
        FloatVector dot = Lanes.zero();
        int j = 0;
        for (; j <= n - COUNT; j += COUNT) {
            FloatVector g = s.load(dy, j);
            FloatVector v = s.load(x, j);
            dot = g.mul(FP32.load(w, j)).fma(v, dot);
            FP32.store(g.mul(r).fma(v, FP32.load(dw, j)), dw, j);
        }
        if (j < n) {
            int rest = n - j;
            FloatVector g = s.load(dy, j, rest);
            FloatVector v = s.load(x, j, rest);
            dot = g.mul(FP32.load(w, j, rest)).fma(v, dot);
            FP32.store(g.mul(r).fma(v, FP32.load(dw, j, rest)), dw, j, rest);
        }
        subtractMean(s, x, r, w, dy, Lanes.sum(dot) * r * r * r / n, n);
    }

    private static void subtractMean(Storage s, long x, float r, long w, long dy, float c, int n) {
        int j = 0;
        for (; j <= n - COUNT; j += COUNT) {
            FloatVector g = s.load(dy, j).mul(FP32.load(w, j)).mul(r);
            s.store(g.sub(s.load(x, j).mul(c)), dy, j);
        }
        if (j < n) {
            int rest = n - j;
            FloatVector g = s.load(dy, j, rest).mul(FP32.load(w, j, rest)).mul(r);
            s.store(g.sub(s.load(x, j, rest).mul(c)), dy, j, rest);
        }
    }
}
