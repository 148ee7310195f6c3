package ai.inhouse.serving;

import ai.inhouse.inference.BatchingGenerator;
import ai.inhouse.inference.Generators;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.SmallModels;
import ai.inhouse.model.Weights;
import ai.inhouse.tokens.ByteTokenizer;
import java.util.Optional;

/// A real network with random weights that reads and writes bytes.
final class TinyModel implements AutoCloseable {
    static final int CONTEXT = 4096;

    private final BatchingGenerator generator;

    TinyModel() {
        ByteTokenizer tokenizer = new ByteTokenizer();
        ModelConfig config =
                new ModelConfig(
                        ModelConfig.Architecture.LLAMA,
                        tokenizer.vocabularySize(),
                        16,
                        32,
                        1,
                        2,
                        1,
                        8,
                        CONTEXT,
                        10_000,
                        Optional.empty(),
                        1e-5,
                        true,
                        false,
                        false);
        try (Weights weights = SmallModels.sharp(config, 11, 9)) {
            generator = Generators.open(weights, WeightFormat.F32, 1);
        }
    }

    ServedModel served() {
        return new ServedModel(
                "parrot",
                generator,
                new ByteTokenizer(),
                new PlainChat(),
                CONTEXT,
                ServedModel.Defaults.OPENAI);
    }

    @Override
    public void close() {
        generator.close();
    }
}
