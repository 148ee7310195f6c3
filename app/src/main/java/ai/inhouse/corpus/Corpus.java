package ai.inhouse.corpus;

import ai.inhouse.base.Hash;
import ai.inhouse.documents.Document;
import java.util.List;

/// A sealed corpus version: what is trained on, what is held out, and what was removed and why.
///
/// @param version hash of the manifest
/// @param pii what was found in the documents, and what was done about it
public record Corpus(Hash version, List<Entry> entries, List<Removed> removed, PiiSummary pii) {
    public Corpus {
        entries = List.copyOf(entries);
        removed = List.copyOf(removed);
    }

    /// Where a document's text may be used.
    public enum Split {
        TRAIN,
        HELD_OUT
    }

    /// @param document with its cleaned text
    public record Entry(Document document, Split split) {}

    /// @param name the document that was set aside
    /// @param filter which filter did it, as in `near_duplicate`
    /// @param reason in plain words, as in "97% the same as handbook/leave.md"
    public record Removed(String name, String filter, String reason) {}

    public List<Document> documents(Split split) {
        return entries.stream().filter(e -> e.split() == split).map(Entry::document).toList();
    }
}
