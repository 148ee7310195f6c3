package ai.inhouse.model;

import ai.inhouse.model.ModelConfig.Architecture;
import ai.inhouse.model.ModelConfig.LayerPattern;
import ai.inhouse.model.ModelConfig.Llama3RopeScaling;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// Models too small for any kernel's main loop to be all there is: odd widths, heads and
/// vocabularies.
final class TinyModels {
    static final int VOCABULARY = 37;

    private TinyModels() {}

    static ModelConfig llama() {
        return config(Architecture.LLAMA, 6, 2, true);
    }

    static Stream<ModelConfig> all() {
        return Stream.of(
                llama(),
                config(Architecture.LLAMA, 3, 3, false),
                config(Architecture.QWEN2, 4, 2, true),
                config(Architecture.QWEN3, 4, 1, true),
                config(Architecture.SMOLLM3, 4, 2, true),
                config(Architecture.GEMMA3, 4, 2, true));
    }

    private static ModelConfig config(
            Architecture architecture, int heads, int keyValueHeads, boolean tied) {
        return new ModelConfig(
                        architecture,
                        VOCABULARY,
                        22,
                        41,
                        2,
                        heads,
                        keyValueHeads,
                        10,
                        64,
                        1e4,
                        heads == 3
                                ? Optional.of(new Llama3RopeScaling(8, 1, 4, 32))
                                : Optional.empty(),
                        1e-5,
                        tied,
                        architecture == Architecture.QWEN2,
                        architecture == Architecture.QWEN3 || architecture == Architecture.GEMMA3)
                .with(pattern(architecture));
    }

    private static LayerPattern pattern(Architecture architecture) {
        return switch (architecture) {
            case LLAMA, QWEN2, QWEN3, MISTRAL -> new LayerPattern.Alike();
            case SMOLLM3 -> new LayerPattern.Unrotated(2);
            case GEMMA3 -> new LayerPattern.Windowed(2, 7, 1e3, 9);
        };
    }

    /// The same for longer sequences.
    static ModelConfig longer(ModelConfig c) {
        return new ModelConfig(
                        c.architecture(),
                        c.vocabularySize(),
                        c.hiddenSize(),
                        c.intermediateSize(),
                        c.layers(),
                        c.heads(),
                        c.keyValueHeads(),
                        c.headSize(),
                        1024,
                        c.ropeTheta(),
                        c.ropeScaling(),
                        c.normEpsilon(),
                        c.tiedEmbeddings(),
                        c.qkvBias(),
                        c.qkNorm())
                .with(c.pattern());
    }

    /// No weight zero or one, and large enough to matter.
    static Weights weights(ModelConfig config, long seed) {
        Weights weights = Weights.zeros(config);
        Random random = new Random(seed);
        for (ParameterLayout.Parameter p : weights.layout().parameters()) {
            boolean norm = p.name().endsWith("norm.weight");
            for (long i = 0; i < p.elements(); i++) {
                float value = (float) (random.nextGaussian() * 0.15) + (norm ? 1 : 0);
                weights.segment(p).setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
            }
        }
        return weights;
    }

    static Batch batch(int rows, int length, long seed) {
        Random random = new Random(seed);
        int n = rows * length;
        int[] tokens = new int[n];
        int[] targets = new int[n];
        float[] weights = new float[n];
        for (int i = 0; i < n; i++) {
            tokens[i] = random.nextInt(VOCABULARY);
            targets[i] = random.nextInt(VOCABULARY);
            weights[i] = random.nextInt(4) == 0 ? 0 : random.nextFloat();
        }
        return new Batch(rows, length, tokens, targets, weights);
    }

    static Learner.OptimizerStep step(int number) {
        return new Learner.OptimizerStep(number, 1e-2, 0.9, 0.95, 1e-8, 0.1, 1.0)
                .withMatrices(new Learner.MatrixStep(2e-2, 0.9));
    }
}
