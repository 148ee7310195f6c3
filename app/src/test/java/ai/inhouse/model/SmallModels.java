package ai.inhouse.model;

import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// Models for tests of what stands above them: quick, and of even widths.
public final class SmallModels {
    private SmallModels() {}

    /// Four heads that share two of keys, 32 wide.
    public static ModelConfig llama(int vocabulary, int layers, int maxPositions) {
        return new ModelConfig(
                ModelConfig.Architecture.LLAMA,
                vocabulary,
                32,
                64,
                layers,
                4,
                2,
                8,
                maxPositions,
                10_000,
                Optional.empty(),
                1e-5,
                true,
                false,
                false);
    }

    /// Random weights, larger than training would start with (norms aside): then one token is
    /// likelier than the others, as it is in a model that has learned.
    public static Weights sharp(ModelConfig config, long seed, float factor) {
        Weights weights = Weights.random(config, seed);
        for (long i = 0; i < weights.layout().elements(); i++) {
            float value = weights.memory().getAtIndex(ValueLayout.JAVA_FLOAT, i);
            weights.memory().setAtIndex(ValueLayout.JAVA_FLOAT, i, value == 1 ? 1 : value * factor);
        }
        return weights;
    }
}
