package ai.inhouse.model;

import java.nio.ByteBuffer;

/// Encodes a block of 256 as [GgmlType#Q6_K]: sixteen runs of 16, each `scale * q` with `q` from
/// -32 to 31. The scale is searched for among 19 near the extreme element's, by least squares in
/// which an element weighs by its square.
final class Q6KBlock {
    private static final int RUN = 16;
    private static final int RUNS = 16;
    private static final int TOP = 32;
    private static final int TRIES = 9;

    /// Less is zero.
    private static final float SMALLEST = 1e-15f;

    private Q6KBlock() {}

    static void encode(float[] x, int from, ByteBuffer out) {
        float[] scales = new float[RUNS];
        for (int run = 0; run < RUNS; run++) {
            scales[run] = scale(x, from + run * RUN);
        }
        float largest = GgmlEncoder.extreme(scales, 0, RUNS);
        if (Math.abs(largest) < SMALLEST) {
            out.put(new byte[GgmlType.Q6_K.blockBytes()]);
            return;
        }
        float inverse = -128 / largest;
        short d = Float.floatToFloat16(1 / inverse);
        byte[] small = new byte[RUNS];
        int[] quants = new int[RUN * RUNS];
        for (int run = 0; run < RUNS; run++) {
            small[run] = (byte) Math.min(127, nearest(inverse * scales[run]));
            quants(x, from, run, Float.float16ToFloat(d) * small[run], quants);
        }
        putQuants(quants, out);
        out.put(small).putShort(d);
    }

    private static void quants(float[] x, int from, int run, float scale, int[] quants) {
        for (int i = run * RUN; i < (run + 1) * RUN; i++) {
            int q = scale == 0 ? 0 : Math.clamp(nearest(x[from + i] / scale), -TOP, TOP - 1);
            quants[i] = q + TOP;
        }
    }

    private static void putQuants(int[] q, ByteBuffer out) {
        for (int part = 0; part < 256; part += 128) {
            for (int i = part; i < part + 64; i++) {
                out.put((byte) ((q[i] & 15) | ((q[i + 64] & 15) << 4)));
            }
        }
        for (int part = 0; part < 256; part += 128) {
            for (int i = part; i < part + 32; i++) {
                int low = (q[i] >> 4) | ((q[i + 32] >> 4) << 2);
                out.put((byte) (low | ((q[i + 64] >> 4) << 4) | ((q[i + 96] >> 4) << 6)));
            }
        }
    }

    private static float scale(float[] x, int from) {
        float extreme = GgmlEncoder.extreme(x, from, RUN);
        if (Math.abs(extreme) < SMALLEST) {
            return 0;
        }
        Sums first = sums(x, from, -TOP / extreme);
        float scale = first.qq() == 0 ? 0 : first.xq() / first.qq();
        float best = scale * first.xq();
        for (int i = -TRIES; i <= TRIES; i++) {
            Sums sums = i == 0 ? first : sums(x, from, -(TOP + 0.1f * i) / extreme);
            if (sums.qq() > 0 && sums.xq() * sums.xq() > best * sums.qq()) {
                scale = sums.xq() / sums.qq();
                best = scale * sums.xq();
            }
        }
        return scale;
    }

    /// @param xq weighted sum of `x * q`
    /// @param qq weighted sum of `q * q`
    private record Sums(float xq, float qq) {}

    private static Sums sums(float[] x, int from, float inverse) {
        float xq = 0;
        float qq = 0;
        for (int i = from; i < from + RUN; i++) {
            int q = Math.clamp(nearest(inverse * x[i]), -TOP, TOP - 1);
            float weight = x[i] * x[i];
            xq += weight * x[i] * q;
            qq += weight * q * q;
        }
        return new Sums(xq, qq);
    }

    /// Halves to even.
    private static int nearest(float value) {
        return (int) Math.rint(value);
    }
}
