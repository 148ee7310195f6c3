package ai.inhouse.corpus;

import ai.inhouse.corpus.Corpus.Entry;
import ai.inhouse.corpus.Corpus.Removed;
import ai.inhouse.corpus.pii.PiiFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What differs between two versions of a corpus, document by document.
///
/// @param from the version before
/// @param came documents that only the later has
/// @param went documents that only the earlier has
/// @param changed documents that both have, and not alike
public record CorpusDiff(
        String from, String to, List<String> came, List<Gone> went, List<Changed> changed) {
    public CorpusDiff {
        came = List.copyOf(came);
        went = List.copyOf(went);
        changed = List.copyOf(changed);
    }

    /// @param reason why a filter removed it, or that it is no longer among the documents
    public record Gone(String name, String reason) {}

    /// @param what the first that is true
    public record Changed(String name, Change what) {}

    /// How a document differs.
    public enum Change {
        /// The file is another.
        ORIGINAL,
        /// The same file, and other values masked, redacted or kept in it.
        MASKING,
        /// The same file, cleaned to another text, or with another title or label.
        TEXT,
        /// The same text, on the other side of the held-out line.
        SPLIT
    }

    /// @return the differences by name
    public static CorpusDiff between(CorpusStore store, Corpus from, Corpus to) {
        Map<String, Entry> before = byName(from);
        Map<String, Entry> after = byName(to);
        Map<String, List<PiiFinding>> foundBefore = findings(store, from);
        Map<String, List<PiiFinding>> foundAfter = findings(store, to);
        Map<String, String> reasons =
                to.removed().stream()
                        .collect(
                                Collectors.toMap(
                                        Removed::name,
                                        r -> "%s: %s".formatted(r.filter(), r.reason()),
                                        (first, _) -> first));
        List<Gone> went = new ArrayList<>();
        List<Changed> changed = new ArrayList<>();
        before.forEach(
                (name, entry) -> {
                    Entry now = after.get(name);
                    if (now == null) {
                        String reason = "it is no longer among the documents";
                        went.add(new Gone(name, reasons.getOrDefault(name, reason)));
                    } else if (!now.equals(entry)) {
                        boolean masked =
                                !foundBefore
                                        .getOrDefault(name, List.of())
                                        .equals(foundAfter.getOrDefault(name, List.of()));
                        changed.add(new Changed(name, change(entry, now, masked)));
                    }
                });
        List<String> came =
                after.keySet().stream().filter(name -> !before.containsKey(name)).toList();
        return new CorpusDiff(from.version().hex(), to.version().hex(), came, went, changed);
    }

    private static Change change(Entry before, Entry after, boolean maskedOtherwise) {
        if (!before.document().id().equals(after.document().id())) {
            return Change.ORIGINAL;
        }
        if (before.document().equals(after.document())) {
            return Change.SPLIT;
        }
        return maskedOtherwise ? Change.MASKING : Change.TEXT;
    }

    /// Of documents with one name, from several folders, the second is `name (2)`.
    private static Map<String, Entry> byName(Corpus corpus) {
        Map<String, Entry> entries = new TreeMap<>();
        for (Entry entry : corpus.entries()) {
            String name = entry.document().name();
            String free = name;
            for (int i = 2; entries.containsKey(free); i++) {
                free = "%s (%d)".formatted(name, i);
            }
            entries.put(free, entry);
        }
        return entries;
    }

    private static Map<String, List<PiiFinding>> findings(CorpusStore store, Corpus corpus) {
        return store.findings(corpus.version()).stream()
                .collect(Collectors.groupingBy(PiiFinding::document));
    }
}
