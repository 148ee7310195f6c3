package ai.inhouse.inference;

/// Draws from all tokens by their probabilities, of which none must be ordered or left out: the way
/// in which a model's own distribution is sampled, fast enough for many texts at once.
final class WholeDraw {
    private static final int BLOCK = 1024;

    private WholeDraw() {}

    /// @param logits of `n` tokens from `at`, overwritten
    /// @param likeliest the token with the greatest logit
    /// @param uniform from 0 to below 1
    /// @return the token in whose share of the total it falls
    static int of(
            float[] logits, int at, int n, int likeliest, double temperature, double uniform) {
        float scale = (float) (1 / temperature);
        float shift = -logits[at + likeliest] * scale;
        int whole = Lanes.FLOAT.loopBound(n);
        Curves.exp(logits, at, at + whole, scale, shift);
        for (int i = at + whole; i < at + n; i++) {
            logits[i] = (float) Math.exp(logits[i] * scale + shift);
        }
        double[] sums = new double[Math.ceilDiv(n, BLOCK)];
        double total = 0;
        for (int block = 0; block < sums.length; block++) {
            int from = block * BLOCK;
            sums[block] = sum(logits, at + from, at + Math.min(n, from + BLOCK));
            total += sums[block];
        }
        double left = uniform * total;
        int block = 0;
        while (block < sums.length - 1 && left >= sums[block]) {
            left -= sums[block++];
        }
        for (int i = block * BLOCK; i < Math.min(n, (block + 1) * BLOCK); i++) {
            left -= logits[at + i];
            if (left < 0) {
                return i;
            }
        }
        // Rounding left a rest after the last one.
        return likeliest;
    }

    private static double sum(float[] x, int from, int to) {
        int whole = from + Lanes.FLOAT.loopBound(to - from);
        double sum = Curves.sum(x, from, whole);
        for (int i = whole; i < to; i++) {
            sum += x[i];
        }
        return sum;
    }
}
