package ai.inhouse.inference;

import java.util.Arrays;

/// Rotates pairs of a head's elements by angles that grow with the position (Su et al. 2021). As in
/// transformers, element `i` is paired with `i + headSize / 2`, and angles are fp32 products.
final class Rotary {
    private final float[] frequencies;
    private float[] cosines = {};
    private float[] sines = {};

    /// @param exact radians per position for each pair
    Rotary(double[] exact) {
        this.frequencies = new float[exact.length];
        for (int i = 0; i < exact.length; i++) {
            frequencies[i] = (float) exact[i];
        }
    }

    /// Prepares the positions below `positions`.
    void reserve(int positions) {
        int half = frequencies.length;
        int known = cosines.length / half;
        if (known >= positions) {
            return;
        }
        int count = Math.max(positions, 2 * known);
        float[] newCosines = Arrays.copyOf(cosines, count * half);
        float[] newSines = Arrays.copyOf(sines, count * half);
        for (int position = known; position < count; position++) {
            for (int i = 0; i < half; i++) {
                float angle = position * frequencies[i];
                newCosines[position * half + i] = (float) Math.cos(angle);
                newSines[position * half + i] = (float) Math.sin(angle);
            }
        }
        cosines = newCosines;
        sines = newSines;
    }

    /// Rotates the head that begins at `at`, and multiplies it by `scale`.
    void rotate(float[] x, int at, int position, float scale) {
        int half = frequencies.length;
        int angles = position * half;
        for (int i = 0; i < half; i++) {
            float cosine = cosines[angles + i];
            float sine = sines[angles + i];
            float first = x[at + i];
            float second = x[at + half + i];
            x[at + i] = (first * cosine - second * sine) * scale;
            x[at + half + i] = (second * cosine + first * sine) * scale;
        }
    }
}
