package ai.inhouse.engine;

/// Dropout (Srivastava et al. 2014) whose mask is never stored: an element is kept or not by a hash
/// of its index and a key, so that the backward pass finds the mask of the forward pass again.
public final class Dropout {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /// Elements that one hash decides.
    private static final int TOGETHER = 4;

    private final int threshold;
    private final float kept;

    /// @param rate share of elements that become zero, from 0 to below 1; kept to 1/65536
    public Dropout(double rate) {
        threshold = (int) Math.round(rate * 65536);
        kept = (float) (1 / (1 - rate));
    }

    /// `out = D(in)`: zero, or `in / (1 - rate)`.
    public void apply(Tensor in, long key, Tensor out) {
        fill(in, key, out, 0, false);
    }

    /// `out = D(in) - in`.
    public void change(Tensor in, long key, Tensor out) {
        fill(in, key, out, -1, false);
    }

    /// `out += D(in) - in`.
    public void addChange(Tensor in, long key, Tensor out) {
        fill(in, key, out, -1, true);
    }

    private void fill(Tensor in, long key, Tensor out, float more, boolean add) {
        Shapes.require(out, "out", in.rows(), in.width());
        Storage from = in.storage();
        Storage to = out.storage();
        long n = in.elements();
        for (long i = 0; i < n; i += TOGETHER) {
            long bits = mix(key + i * GOLDEN);
            int own = (int) Math.min(TOGETHER, n - i);
            for (int j = 0; j < own; j++) {
                float factor = ((bits >>> (16 * j)) & 0xffff) < threshold ? 0 : kept;
                float value = from.get(in.address(), i + j) * (factor + more);
                float before = add ? to.get(out.address(), i + j) : 0;
                to.set(out.address(), i + j, before + value);
            }
        }
    }

    /// The finalizer of SplitMix64 (Steele et al. 2014).
    public static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
