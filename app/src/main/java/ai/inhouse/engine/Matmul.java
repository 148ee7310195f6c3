package ai.inhouse.engine;

import ai.inhouse.base.InhouseException;
import org.bytedeco.pytorch.global.torch;

/// Matrix products into tensors that exist: bf16 through oneDNN, fp32 through the BLAS. Any operand
/// may be a transposed view.
public final class Matmul {
    private Matmul() {}

    /// `out[m, n] = a[m, k] b[k, n]`
    public static void mm(Tensor out, Tensor a, Tensor b) {
        check("mm", 2, out, a, b);
        run("mm", out, a, b, () -> torch.mm_out(out.handle(), a.handle(), b.handle()));
    }

    /// `out[m, n] += a[m, k] b[k, n]`
    public static void addmm(Tensor out, Tensor a, Tensor b) {
        check("addmm", 2, out, a, b);
        var o = out.handle();
        run("addmm", out, a, b, () -> torch.addmm_out(o, o, a.handle(), b.handle()));
    }

    /// `out[i, m, n] = a[i, m, k] b[i, k, n]` for each `i`
    public static void bmm(Tensor out, Tensor a, Tensor b) {
        check("bmm", 3, out, a, b);
        run("bmm", out, a, b, () -> torch.bmm_out(out.handle(), a.handle(), b.handle()));
    }

    private static void check(String operation, int dimensions, Tensor out, Tensor a, Tensor b) {
        int last = dimensions - 1;
        boolean fits =
                out.dimensions() == dimensions
                        && a.dimensions() == dimensions
                        && b.dimensions() == dimensions
                        && a.size(last) == b.size(last - 1)
                        && out.size(last - 1) == a.size(last - 1)
                        && out.size(last) == b.size(last)
                        && (dimensions == 2 || sameCount(out, a, b))
                        && out.type() == a.type()
                        && out.type() == b.type();
        if (!fits) {
            throw new IllegalArgumentException(
                    "%s of %s and %s does not give %s".formatted(operation, a, b, out));
        }
    }

    private static boolean sameCount(Tensor out, Tensor a, Tensor b) {
        return out.size(0) == a.size(0) && out.size(0) == b.size(0);
    }

    private static void run(String operation, Tensor out, Tensor a, Tensor b, Runnable product) {
        ProductEvent event = new ProductEvent();
        event.begin();
        try {
            product.run();
            event.finish(out, a);
        } catch (RuntimeException e) {
            throw InhouseException.internal(
                    "multiplying matrices",
                    "%s of %s and %s into %s".formatted(operation, a, b, out),
                    e,
                    "If memory ran out, take a smaller batch or length; otherwise report this.");
        }
    }
}
