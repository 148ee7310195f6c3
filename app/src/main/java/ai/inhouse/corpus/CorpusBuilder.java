package ai.inhouse.corpus;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.corpus.Corpus.Entry;
import ai.inhouse.corpus.Corpus.Removed;
import ai.inhouse.corpus.Corpus.Split;
import ai.inhouse.corpus.pii.DocumentMasker;
import ai.inhouse.corpus.pii.PiiFinding;
import ai.inhouse.corpus.pii.PiiPolicy;
import ai.inhouse.corpus.pii.Pseudonyms;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Makes a corpus of a workspace's documents: cleans them, asks each filter, holds some out, and
/// seals the rest. The same documents and settings give the same version, byte for byte.
public final class CorpusBuilder {
    private static final int EXAMPLES = 5;

    private final DocumentLibrary library;
    private final CorpusStore store;
    private final Pseudonyms pseudonyms;

    public CorpusBuilder(Workspace workspace, DocumentLibrary library) {
        this.library = library;
        this.store = new CorpusStore(workspace);
        this.pseudonyms = Pseudonyms.of(workspace);
    }

    /// @throws InhouseException if no document is left, with the number removed for each reason
    public Corpus build(CorpusSettings settings, Progress progress) {
        List<Removed> removed = new ArrayList<>(unread());
        List<Document> documents = cleaned(library.documents());
        List<CorpusFilter> filters = settings.filters();
        try (Progress.Task task =
                progress.begin("filtering documents", filters.size(), "filters")) {
            for (int i = 0; i < filters.size(); i++) {
                documents = kept(documents, filters.get(i), removed);
                task.at(i + 1, filters.get(i).name());
            }
        }
        if (documents.isEmpty()) {
            throw nothingLeft(removed);
        }
        List<PiiFinding> findings = new ArrayList<>();
        documents = masked(documents, settings.pii(), removed, findings);
        if (documents.isEmpty()) {
            throw nothingLeft(removed);
        }
        return store.seal(
                entries(documents, settings.heldOutFraction()), removed, findings, settings);
    }

    /// Last of all, on what has passed the filters: nothing else is sealed.
    private List<Document> masked(
            List<Document> documents,
            PiiPolicy policy,
            List<Removed> removed,
            List<PiiFinding> findings) {
        DocumentMasker masker = new DocumentMasker(policy, pseudonyms);
        List<Document> kept = new ArrayList<>();
        for (var masked : documents.parallelStream().map(masker::mask).toList()) {
            Document document = masked.document();
            findings.addAll(masked.findings());
            if (masked.dropping().isEmpty()) {
                kept.add(document);
            } else {
                String why = "it holds " + String.join(", ", masked.dropping());
                removed.add(new Removed(document.name(), "pii", why));
            }
        }
        return kept;
    }

    /// What could not be read is listed too, so that nothing is missing without a reason.
    private List<Removed> unread() {
        return library.list().stream()
                .filter(record -> record.status() == DocumentRecord.Status.SET_ASIDE)
                .map(record -> new Removed(record.name(), "unreadable", record.reason()))
                .toList();
    }

    private static List<Document> cleaned(List<Document> documents) {
        return BoilerplateLines.remove(documents.parallelStream().map(TextCleaner::clean).toList());
    }

    private static List<Document> kept(
            List<Document> documents, CorpusFilter filter, List<Removed> removed) {
        Map<Integer, String> removals = filter.removals(documents);
        List<Document> kept = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            String reason = removals.get(i);
            if (reason == null) {
                kept.add(documents.get(i));
            } else {
                removed.add(new Removed(documents.get(i).name(), filter.name(), reason));
            }
        }
        return kept;
    }

    /// Those to train on first.
    private static List<Entry> entries(List<Document> documents, double heldOutFraction) {
        Set<String> heldOut = HeldOut.names(documents, heldOutFraction);
        List<Entry> entries = new ArrayList<>();
        for (Split split : Split.values()) {
            documents.stream()
                    .filter(d -> heldOut.contains(d.name()) == (split == Split.HELD_OUT))
                    .forEach(document -> entries.add(new Entry(document, split)));
        }
        return entries;
    }

    private static String examples(List<Removed> removed) {
        return removed.stream()
                .limit(EXAMPLES)
                .map(r -> "%s (%s)".formatted(r.name(), r.reason()))
                .collect(Collectors.joining(", "));
    }

    private static InhouseException nothingLeft(List<Removed> removed) {
        Map<String, Long> counts =
                removed.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Removed::filter, TreeMap::new, Collectors.counting()));
        return InhouseException.badInput(
                "building the corpus",
                "the workspace's documents",
                counts.isEmpty()
                        ? "there are no documents"
                        : "no usable document is left; removed: %s, as in %s"
                                .formatted(counts, examples(removed)),
                "Add documents with `inhouse documents add`; `inhouse documents list` tells what"
                        + " was set aside and why.");
    }
}
