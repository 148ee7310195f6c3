package ai.inhouse.jobs;

import ai.inhouse.corpus.Corpus;
import ai.inhouse.documents.Document;
import ai.inhouse.tokens.BpeTrainer;
import ai.inhouse.tokens.TokenizerModel;
import ai.inhouse.tokens.TokenizerWriter;
import ai.inhouse.tokens.Tokenizers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Learns a vocabulary from the corpus, for a model from scratch.
final class TokenizerStage implements Stage {
    private static final String VERSION = "1";

    private final int vocabularySize;

    TokenizerStage(int vocabularySize) {
        this.vocabularySize = vocabularySize;
    }

    @Override
    public String name() {
        return "tokenizer";
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        return Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        return List.of(CorpusStage.version(context), Integer.toString(vocabularySize), VERSION);
    }

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        Path folder = folder(context);
        return Files.exists(folder.resolve("tokenizer.json"))
                && Tokenizers.hash(folder).hex().equals(outputs.get("hash"));
    }

    @Override
    public Result run(StageContext context) {
        Iterator<String> texts =
                CorpusStage.corpus(context).documents(Corpus.Split.TRAIN).stream()
                        .map(Document::text)
                        .iterator();
        TokenizerModel model = BpeTrainer.ofSize(vocabularySize).train(texts, context.progress());
        TokenizerWriter.write(folder(context), model);
        int size = model.tokens().size();
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("hash", Tokenizers.hash(folder(context)).hex());
        outputs.put("vocabulary_size", size);
        return new Result("%d tokens".formatted(size), outputs);
    }

    /// Where the recipe's own tokenizer lies.
    static Path folder(StageContext context) {
        return context.workspace().folder().resolve("tokenizers").resolve(context.recipe().name());
    }
}
