package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Units;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.corpus.CorpusBuilder;
import ai.inhouse.corpus.CorpusSettings;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.store.DocumentRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Cleans, deduplicates and seals the workspace's documents, and holds some out.
final class CorpusStage implements Stage {
    static final String NAME = "corpus";

    private static final String VERSION = "2";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        return Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        List<String> inputs = new ArrayList<>(List.of(VERSION, settings(context).toString()));
        for (DocumentRecord record : library(context).list()) {
            inputs.add(record.name());
            inputs.add(record.sections().map(Hash::hex).orElse(record.reason()));
            inputs.add(record.label());
        }
        return inputs;
    }

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        Hash version = new Hash(String.valueOf(outputs.get("version")));
        return context.workspace().files().contains(version);
    }

    @Override
    public Result run(StageContext context) {
        Corpus corpus =
                new CorpusBuilder(context.workspace(), library(context))
                        .build(settings(context), context.progress());
        for (Corpus.Removed removed : corpus.removed()) {
            context.run()
                    .append(
                            "removed %s (%s): %s"
                                    .formatted(removed.name(), removed.filter(), removed.reason()));
        }
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("version", corpus.version().hex());
        outputs.putAll(counts(corpus));
        return new Result(
                "%d documents to train on, %d held out, %d removed, %s of text"
                        .formatted(
                                corpus.documents(Corpus.Split.TRAIN).size(),
                                corpus.documents(Corpus.Split.HELD_OUT).size(),
                                corpus.removed().size(),
                                Units.bytes(bytes(corpus))),
                outputs);
    }

    private static CorpusSettings settings(StageContext context) {
        return CorpusSettings.STANDARD
                .withHeldOutFraction(context.recipe().heldOut())
                .withPii(context.recipe().pii());
    }

    static DocumentLibrary library(StageContext context) {
        return new DocumentLibrary(context.workspace(), DocumentReader.standard());
    }

    /// The hash of the corpus that this run's later stages use.
    static String version(StageContext context) {
        return context.required(NAME, "version");
    }

    static Corpus corpus(StageContext context) {
        return new CorpusStore(context.workspace()).open(new Hash(version(context)));
    }

    static Map<String, Long> counts(StageContext context) {
        return counts(corpus(context));
    }

    private static Map<String, Long> counts(Corpus corpus) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("documents", (long) corpus.documents(Corpus.Split.TRAIN).size());
        counts.put("held_out", (long) corpus.documents(Corpus.Split.HELD_OUT).size());
        counts.put("removed", (long) corpus.removed().size());
        counts.put("bytes", bytes(corpus));
        return counts;
    }

    private static long bytes(Corpus corpus) {
        return corpus.entries().stream()
                .map(Corpus.Entry::document)
                .map(Document::text)
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }
}
