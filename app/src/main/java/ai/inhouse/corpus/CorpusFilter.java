package ai.inhouse.corpus;

import ai.inhouse.documents.Document;
import java.util.List;
import java.util.Map;

/// Decides which documents do not belong in a corpus. Adding a filter: one class, and one line in
/// {@link CorpusSettings#filters()}.
public interface CorpusFilter {
    /// As listed beside what it removed, as in `near_duplicate`.
    String name();

    /// @param documents cleaned, and in the corpus's order
    /// @return for the position of each document to remove, the reason in plain words
    Map<Integer, String> removals(List<Document> documents);
}
