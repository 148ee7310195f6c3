package ai.inhouse.governance;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.corpus.PassageSearch;
import ai.inhouse.corpus.PiiSummary;
import ai.inhouse.documents.Document;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.CorpusRecord;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.DocumentRecords;
import ai.inhouse.store.Workspace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Walks lineage: from a document to all that it shaped, and from a model or an answer to the
/// documents behind it.
public final class Trace {
    private static final int NEAREST = 5;

    private final Workspace workspace;
    private final CorpusStore corpora;
    private final Ledger ledger;

    public Trace(Workspace workspace) {
        this.workspace = workspace;
        this.corpora = new CorpusStore(workspace);
        this.ledger = new Ledger(workspace);
    }

    /// @param use in the newest corpus: `train`, `held_out`, or why it was removed
    /// @param corpora versions that hold it, newest first
    public record DocumentTrace(
            String name,
            String id,
            String label,
            String use,
            List<String> corpora,
            List<String> runs,
            List<String> models,
            List<String> deployed) {}

    /// @param restriction who may use it: the conjunction of its documents' labels
    /// @param madeFrom models and corpora that went into it, by hash
    /// @param documents by name; those that are no longer in the workspace by hash
    public record ModelTrace(
            String name,
            String weights,
            String restriction,
            List<String> corpora,
            List<String> madeFrom,
            List<String> documents,
            SortedMap<String, PiiSummary.Count> pii,
            boolean deployed) {}

    /// @param commonWords length of the longest run of words that both have
    public record Source(String document, String label, int commonWords, double bm25, String use) {}

    /// @param nameOrHash a document's name, source or hash
    /// @throws InhouseException if there is none
    public List<DocumentTrace> document(String nameOrHash) {
        List<DocumentRecord> records =
                new DocumentRecords(workspace.database())
                        .find(nameOrHash).stream().filter(r -> r.id().isPresent()).toList();
        if (records.isEmpty()) {
            throw InhouseException.badInput(
                    "tracing a document",
                    nameOrHash,
                    "no document has that name or hash",
                    "See the names with `inhouse documents list`.");
        }
        return records.stream().map(this::document).toList();
    }

    DocumentTrace document(DocumentRecord record) {
        String id = record.id().orElseThrow().hex();
        Set<String> results = ledger.results(id);
        List<String> models = ledger.models(results);
        return new DocumentTrace(
                record.name(),
                id,
                record.label(),
                use(record.name()),
                versions(results),
                ledger.runs(results),
                models,
                ledger.deployed(models));
    }

    private String use(String name) {
        if (corpora.latest().isEmpty()) {
            return "in no corpus yet";
        }
        Corpus corpus = corpora.open(corpora.latest().get());
        for (Corpus.Entry entry : corpus.entries()) {
            if (entry.document().name().equals(name)) {
                return entry.split().name().toLowerCase(Locale.ROOT);
            }
        }
        return corpus.removed().stream()
                .filter(removed -> removed.name().equals(name))
                .map(removed -> "removed by %s: %s".formatted(removed.filter(), removed.reason()))
                .findFirst()
                .orElse("not in the newest corpus");
    }

    private List<String> versions(Set<String> hashes) {
        return corpora.versions().stream()
                .map(CorpusRecord::version)
                .map(version -> version.hex())
                .filter(hashes::contains)
                .toList();
    }

    /// @throws InhouseException if no run made a model of that name
    public ModelTrace model(String name) {
        String weights =
                ledger.weights(name)
                        .orElseThrow(
                                () ->
                                        InhouseException.badInput(
                                                "tracing a model",
                                                name,
                                                "no run made a model of that name",
                                                "Name one of: "
                                                        + String.join(", ", ledger.names())));
        Set<String> sources = ledger.sources(weights);
        List<String> versions = versions(sources);
        TreeMap<String, PiiSummary.Count> pii = new TreeMap<>();
        versions.forEach(version -> pii.putAll(corpora.open(new Hash(version)).pii().found()));
        List<DocumentRecord> documents =
                new DocumentRecords(workspace.database())
                        .all().stream()
                                .filter(
                                        r ->
                                                r.id().filter(id -> sources.contains(id.hex()))
                                                        .isPresent())
                                .toList();
        Set<String> known = new HashSet<>();
        documents.forEach(record -> known.add(record.id().orElseThrow().hex()));
        List<String> others = new ArrayList<>(sources);
        others.removeAll(known);
        return new ModelTrace(
                name,
                weights,
                restriction(documents).toString(),
                versions,
                others,
                documents.stream().map(DocumentRecord::name).toList(),
                pii,
                !ledger.deployed(List.of(name)).isEmpty());
    }

    private static AccessLabel restriction(List<DocumentRecord> documents) {
        return documents.stream()
                .map(record -> AccessLabel.parse(record.label()))
                .reduce(AccessLabel::and)
                .orElse(AccessLabel.INTERNAL);
    }

    /// The documents of the newest corpus that an answer most likely comes from.
    ///
    /// @throws InhouseException if there is no corpus
    public List<Source> answer(String text) {
        Corpus corpus =
                corpora.open(
                        corpora.latest()
                                .orElseThrow(
                                        () ->
                                                InhouseException.badInput(
                                                        "tracing an answer",
                                                        workspace.folder(),
                                                        "there is no corpus",
                                                        "Make one with 'inhouse corpus build'.")));
        List<Document> documents = corpus.entries().stream().map(Corpus.Entry::document).toList();
        return new PassageSearch(documents)
                .nearest(text, NEAREST).stream()
                        .map(
                                match ->
                                        new Source(
                                                match.document().name(),
                                                match.document().label().toString(),
                                                match.commonWords(),
                                                match.bm25(),
                                                use(match.document().name())))
                        .toList();
    }
}
