package ai.inhouse.corpus;

import ai.inhouse.base.Hash;
import ai.inhouse.documents.Blanks;
import ai.inhouse.documents.Document;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Removes documents whose text, spaces and line breaks aside, was seen before. The first stays.
final class ExactDuplicateFilter implements CorpusFilter {
    @Override
    public String name() {
        return "exact_duplicate";
    }

    @Override
    public Map<Integer, String> removals(List<Document> documents) {
        List<Hash> texts =
                documents.parallelStream()
                        .map(document -> Hash.of(Blanks.collapse(document.text())))
                        .toList();
        Map<Hash, String> first = new HashMap<>();
        Map<Integer, String> removals = new LinkedHashMap<>();
        for (int i = 0; i < documents.size(); i++) {
            String same = first.putIfAbsent(texts.get(i), documents.get(i).name());
            if (same != null) {
                removals.put(i, "the same as " + same);
            }
        }
        return removals;
    }
}
