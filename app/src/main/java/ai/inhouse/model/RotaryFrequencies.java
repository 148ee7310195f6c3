package ai.inhouse.model;

import ai.inhouse.model.ModelConfig.LayerPattern;
import ai.inhouse.model.ModelConfig.LinearRopeScaling;
import ai.inhouse.model.ModelConfig.Llama3RopeScaling;
import ai.inhouse.model.ModelConfig.RopeScaling;
import ai.inhouse.model.ModelConfig.YarnRopeScaling;
import java.util.Optional;

/// The angles per position of the rotary embedding (Su et al. 2021): `theta^(-2i/hd)` for the i-th
/// pair of a head.
public final class RotaryFrequencies {
    private RotaryFrequencies() {}

    /// Those of layers that see all positions.
    ///
    /// @return `[headSize / 2]`, in radians per position
    public static double[] of(ModelConfig config) {
        return of(config.headSize(), config.ropeTheta(), config.ropeScaling());
    }

    /// Those of layers that see a window only; the same where there are none.
    public static double[] ofWindowed(ModelConfig config) {
        return config.pattern() instanceof LayerPattern.Windowed windowed
                ? of(config.headSize(), windowed.ropeTheta(), Optional.empty())
                : of(config);
    }

    /// The same, rounded to fp32.
    static float[] rounded(double[] exact) {
        float[] rounded = new float[exact.length];
        for (int i = 0; i < exact.length; i++) {
            rounded[i] = (float) exact[i];
        }
        return rounded;
    }

    static double[] of(int headSize, double theta, Optional<? extends RopeScaling> scaling) {
        double[] frequencies = new double[headSize / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = Math.pow(theta, -2.0 * i / headSize);
        }
        scaling.ifPresent(
                s -> {
                    switch (s) {
                        case Llama3RopeScaling llama3 -> {
                            for (int i = 0; i < frequencies.length; i++) {
                                frequencies[i] = scaled(frequencies[i], llama3);
                            }
                        }
                        case LinearRopeScaling(double factor) -> {
                            for (int i = 0; i < frequencies.length; i++) {
                                frequencies[i] /= factor;
                            }
                        }
                        case YarnRopeScaling yarn -> stretch(frequencies, theta, yarn);
                    }
                });
        return frequencies;
    }

    /// YaRN's: between the pair that turns `betaFast` times over the original length and the one
    /// that turns `betaSlow` times the stretching sets in linearly.
    private static void stretch(double[] frequencies, double theta, YarnRopeScaling s) {
        int headSize = 2 * frequencies.length;
        double low = Math.max(0, Math.floor(pair(s.betaFast(), headSize, theta, s)));
        double high = Math.min(headSize - 1, Math.ceil(pair(s.betaSlow(), headSize, theta, s)));
        double width = Math.max(high - low, 1e-3);
        for (int i = 0; i < frequencies.length; i++) {
            double stretched = Math.clamp((i - low) / width, 0, 1);
            frequencies[i] *= stretched / s.factor() + 1 - stretched;
        }
    }

    /// Which pair of a head turns so many times over the original length.
    private static double pair(double turns, int headSize, double theta, YarnRopeScaling s) {
        double length = s.originalMaxLength() / (turns * 2 * Math.PI);
        return headSize * Math.log(length) / (2 * Math.log(theta));
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
