package ai.inhouse.model;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Encodes a block of 256 as [GgmlType#Q4_K]: eight runs of 32, each `scale * q - minimum` with `q`
/// from 0 to 15. Scale and minimum are searched for: of 21 widths of the range tried, the one whose
/// weighted least squares leave the least error. Large elements weigh more.
final class Q4KBlock {
    private static final int RUN = 32;
    private static final int RUNS = 8;
    private static final int TOP = 15;
    private static final int TRIES = 21;
    private static final int SCALE_TOP = 63;

    private Q4KBlock() {}

    /// @param scale of the quants
    /// @param minimum subtracted, not negative
    private record Fit(float scale, float minimum, int[] quants) {}

    static void encode(float[] x, int from, ByteBuffer out) {
        Fit[] fits = new Fit[RUNS];
        float maxScale = 0;
        float maxMinimum = 0;
        for (int run = 0; run < RUNS; run++) {
            fits[run] = fit(Arrays.copyOfRange(x, from + run * RUN, from + (run + 1) * RUN));
            maxScale = Math.max(maxScale, fits[run].scale());
            maxMinimum = Math.max(maxMinimum, fits[run].minimum());
        }
        int[] scales = new int[RUNS];
        int[] minimums = new int[RUNS];
        float perScale = maxScale > 0 ? SCALE_TOP / maxScale : 0;
        float perMinimum = maxMinimum > 0 ? SCALE_TOP / maxMinimum : 0;
        for (int run = 0; run < RUNS; run++) {
            scales[run] = Math.min(SCALE_TOP, nearest(perScale * fits[run].scale()));
            minimums[run] = Math.min(SCALE_TOP, nearest(perMinimum * fits[run].minimum()));
        }
        short d = Float.floatToFloat16(maxScale / SCALE_TOP);
        short dmin = Float.floatToFloat16(maxMinimum / SCALE_TOP);
        out.putShort(d).putShort(dmin);
        putScales(scales, minimums, out);
        int[][] quants = new int[RUNS][];
        for (int run = 0; run < RUNS; run++) {
            float scale = Float.float16ToFloat(d) * scales[run];
            float minimum = Float.float16ToFloat(dmin) * minimums[run];
            quants[run] =
                    scale == 0 ? fits[run].quants() : quants(x, from + run * RUN, scale, minimum);
        }
        for (int pair = 0; pair < RUNS; pair += 2) {
            for (int i = 0; i < RUN; i++) {
                out.put((byte) (quants[pair][i] | (quants[pair + 1][i] << 4)));
            }
        }
    }

    /// With the scale and minimum as they will be read.
    private static int[] quants(float[] x, int from, float scale, float minimum) {
        int[] quants = new int[RUN];
        for (int i = 0; i < RUN; i++) {
            quants[i] = Math.clamp(nearest((x[from + i] + minimum) / scale), 0, TOP);
        }
        return quants;
    }

    private static void putScales(int[] scales, int[] minimums, ByteBuffer out) {
        for (int i = 0; i < 4; i++) {
            out.put((byte) (scales[i] | ((scales[i + 4] >> 4) << 6)));
        }
        for (int i = 0; i < 4; i++) {
            out.put((byte) (minimums[i] | ((minimums[i + 4] >> 4) << 6)));
        }
        for (int i = 4; i < RUNS; i++) {
            out.put((byte) ((scales[i] & 15) | ((minimums[i] & 15) << 4)));
        }
    }

    private static Fit fit(float[] x) {
        float[] weights = weights(x);
        float low = x[0];
        float high = x[0];
        float sum = 0;
        float sumX = 0;
        for (int i = 0; i < RUN; i++) {
            low = Math.min(low, x[i]);
            high = Math.max(high, x[i]);
            sum += weights[i];
            sumX += weights[i] * x[i];
        }
        low = Math.min(low, 0);
        if (low == high) {
            return new Fit(0, -low, new int[RUN]);
        }
        int[] quants = quants(x, low, TOP / (high - low));
        Fit best = new Fit(1 / (TOP / (high - low)), -low, quants);
        float least = error(x, weights, best);
        for (int i = 0; i < TRIES; i++) {
            float inverse = (-1f + 0.1f * i + TOP) / (high - low);
            int[] tried = quants(x, low, inverse);
            Fit fit = leastSquares(x, weights, tried, sum, sumX);
            float error = fit.scale() == 0 ? Float.MAX_VALUE : error(x, weights, fit);
            if (error < least) {
                best = fit;
                least = error;
                low = -fit.minimum(); // the tries that follow begin from there
            }
        }
        return best;
    }

    private static float[] weights(float[] x) {
        float squares = 0;
        for (float value : x) {
            squares += value * value;
        }
        float typical = (float) Math.sqrt(squares / RUN);
        float[] weights = new float[RUN];
        for (int i = 0; i < RUN; i++) {
            weights[i] = typical + Math.abs(x[i]);
        }
        return weights;
    }

    private static int[] quants(float[] x, float low, float inverse) {
        int[] quants = new int[RUN];
        for (int i = 0; i < RUN; i++) {
            quants[i] = Math.clamp(nearest(inverse * (x[i] - low)), 0, TOP);
        }
        return quants;
    }

    /// The scale and minimum that fit the quants best; the scale is 0 where there are none.
    private static Fit leastSquares(float[] x, float[] w, int[] q, float sum, float sumX) {
        float sumQ = 0;
        float sumQQ = 0;
        float sumXQ = 0;
        for (int i = 0; i < RUN; i++) {
            sumQ += w[i] * q[i];
            sumQQ += w[i] * q[i] * q[i];
            sumXQ += w[i] * q[i] * x[i];
        }
        float determinant = sum * sumQQ - sumQ * sumQ;
        if (!(determinant > 0)) {
            return new Fit(0, 0, q);
        }
        float offset = (sumQQ * sumX - sumQ * sumXQ) / determinant;
        return offset > 0
                ? new Fit(sumXQ / sumQQ, 0, q)
                : new Fit((sum * sumXQ - sumX * sumQ) / determinant, -offset, q);
    }

    private static float error(float[] x, float[] weights, Fit fit) {
        float error = 0;
        for (int i = 0; i < RUN; i++) {
            float difference = fit.scale() * fit.quants()[i] - fit.minimum() - x[i];
            error += weights[i] * (difference * difference);
        }
        return error;
    }

    /// Halves to even.
    private static int nearest(float value) {
        return (int) Math.rint(value);
    }
}
