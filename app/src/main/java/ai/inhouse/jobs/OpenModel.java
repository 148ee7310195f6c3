package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.evaluation.EvaluatedModel;
import ai.inhouse.inference.BatchingGenerator;
import ai.inhouse.inference.EngineOptions;
import ai.inhouse.inference.Generators;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.model.Adapter;
import ai.inhouse.model.GgufWeights;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.PeftFolder;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/// A model ready to answer: its weights in the inference engine, its tokenizer and its chat format.
///
/// @param folder that it was read from
public record OpenModel(
        String name,
        Path folder,
        BatchingGenerator generator,
        Tokenizer tokenizer,
        Chat chat,
        int contextLength)
        implements AutoCloseable {

    static OpenModel open(StageContext context, String name) {
        EngineOptions options = EngineOptions.fast(context.workers());
        return open(name, context.workspace().model(name), WeightFormat.BF16, options);
    }

    /// @param format how the weights are held: smaller is faster, bf16 is as they were trained
    public static OpenModel open(
            String name, Path folder, WeightFormat format, EngineOptions options) {
        ModelConfig config = ModelFolder.config(folder);
        if (config.scoreHead()) {
            throw InhouseException.badInput(
                    "opening a model",
                    name,
                    "it is a reward model: it scores answers and writes none",
                    "Name the model that was aligned with it.");
        }
        Tokenizer tokenizer = Tokenizers.load(folder);
        Chat chat = chat(folder, tokenizer);
        return new OpenModel(
                name,
                folder,
                generator(folder, format, options),
                tokenizer,
                chat,
                config.maxLength());
    }

    private static BatchingGenerator generator(
            Path folder, WeightFormat format, EngineOptions options) {
        if (format == WeightFormat.GGUF) {
            try (GgufWeights file = ModelFolder.blocks(folder)) {
                return Generators.open(file, options);
            }
        }
        try (LoadedModel model = ModelFolder.load(folder)) {
            return Generators.open(model.weights(), format, options);
        }
    }

    /// @throws InhouseException if the model has no chat template
    static Chat chat(Path folder, Tokenizer tokenizer) {
        return Tokenizers.chat(folder, tokenizer)
                .orElseThrow(
                        () ->
                                InhouseException.badInput(
                                        "opening a model",
                                        folder,
                                        "it has no chat template, so it cannot be asked anything",
                                        "Put one into its tokenizer_config.json, or take the"
                                                + " instruction-tuned version of the model."));
    }

    /// Has texts that are written alone guessed ahead by a smaller model.
    ///
    /// @param draft its folder
    /// @throws InhouseException if its tokens are other ones
    public void draftBy(Path draft, WeightFormat format) {
        try (Tokenizer other = Tokenizers.load(draft)) {
            boolean same =
                    other.vocabularySize() == tokenizer.vocabularySize()
                            && IntStream.range(0, tokenizer.vocabularySize())
                                    .allMatch(
                                            id ->
                                                    Arrays.equals(
                                                            other.bytes(id), tokenizer.bytes(id)));
            if (!same) {
                throw InhouseException.badInput(
                        "opening a draft model",
                        draft,
                        "its vocabulary is not that of " + name,
                        "Take a smaller model of the same family, with the same tokenizer.");
            }
        }
        try (LoadedModel model = ModelFolder.load(draft)) {
            // A file's own blocks are decoded here, and rounded anew.
            WeightFormat packed = format == WeightFormat.GGUF ? WeightFormat.Q8_0 : format;
            generator.draftBy(model.weights(), packed);
        }
    }

    /// The same, asked with one of its adapters, under that one's name. Closing either closes both.
    ///
    /// @throws InhouseException if the adapter does not fit
    public OpenModel with(AdapterShelf.Entry entry) {
        try (Adapter adapter = PeftFolder.read(entry.folder(), ModelFolder.config(folder))) {
            BatchingGenerator adapted = generator.with(generator.prepare(adapter));
            return new OpenModel(entry.name(), folder, adapted, tokenizer, chat, contextLength);
        }
    }

    public EvaluatedModel evaluated() {
        return new EvaluatedModel(name, generator, tokenizer, chat, contextLength);
    }

    @Override
    public void close() {
        generator.close();
        tokenizer.close();
    }
}
