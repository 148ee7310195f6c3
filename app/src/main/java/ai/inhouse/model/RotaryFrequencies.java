package ai.inhouse.model;

import ai.inhouse.model.ModelConfig.Llama3RopeScaling;
import java.util.Optional;

/// The angles per position of the rotary embedding (Su et al. 2021): `theta^(-2i/hd)` for the i-th
/// pair of a head.
public final class RotaryFrequencies {
    private RotaryFrequencies() {}

    /// @return `[headSize / 2]`, in radians per position
    public static double[] of(ModelConfig config) {
        return of(config.headSize(), config.ropeTheta(), config.ropeScaling());
    }

    /// The same, rounded to fp32.
    static float[] rounded(ModelConfig config) {
        double[] exact = of(config);
        float[] rounded = new float[exact.length];
        for (int i = 0; i < exact.length; i++) {
            rounded[i] = (float) exact[i];
        }
        return rounded;
    }

    static double[] of(int headSize, double theta, Optional<Llama3RopeScaling> scaling) {
        double[] frequencies = new double[headSize / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double plain = Math.pow(theta, -2.0 * i / headSize);
            frequencies[i] = scaling.map(s -> scaled(plain, s)).orElse(plain);
        }
        return frequencies;
    }

    /// Llama 3.1's scaling: waves much shorter than the original context stay, much longer ones are
    /// stretched by the factor, and those between are mixed linearly.
    private static double scaled(double frequency, Llama3RopeScaling s) {
        double waveLength = 2 * Math.PI / frequency;
        double waves = s.originalMaxLength() / waveLength;
        if (waves > s.highFrequencyFactor()) {
            return frequency;
        }
        if (waves < s.lowFrequencyFactor()) {
            return frequency / s.factor();
        }
        double smooth =
                (waves - s.lowFrequencyFactor())
                        / (s.highFrequencyFactor() - s.lowFrequencyFactor());
        return (1 - smooth) * frequency / s.factor() + smooth * frequency;
    }
}
