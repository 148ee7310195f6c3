package ai.inhouse.model;

import ai.inhouse.model.ModelConfig.Llama3RopeScaling;

/// Radians a position by which each pair of a head's elements turns.
final class RotaryFrequencies {
    private RotaryFrequencies() {}

    /// `theta^(-2j / hd)` for `j` in `0..hd/2`, stretched as Llama 3.1 does where the model says
    /// so. In fp32 steps, as Hugging Face's models compute them.
    static float[] of(ModelConfig config) {
        float[] frequencies = new float[config.headSize() / 2];
        for (int j = 0; j < frequencies.length; j++) {
            float exponent = 2f * j / config.headSize();
            float plain = 1 / (float) Math.pow(config.ropeTheta(), exponent);
            frequencies[j] = config.ropeScaling().map(s -> stretched(plain, s)).orElse(plain);
        }
        return frequencies;
    }

    /// Long waves are stretched by the factor, short ones stay, and those between are interpolated.
    private static float stretched(float frequency, Llama3RopeScaling s) {
        double turns = s.originalMaxLength() * frequency / (2 * Math.PI);
        if (turns < s.lowFrequencyFactor()) {
            return (float) (frequency / s.factor());
        }
        if (turns > s.highFrequencyFactor()) {
            return frequency;
        }
        double smooth =
                (turns - s.lowFrequencyFactor())
                        / (s.highFrequencyFactor() - s.lowFrequencyFactor());
        return (float) ((1 - smooth) * frequency / s.factor() + smooth * frequency);
    }
}
