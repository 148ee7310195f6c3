package ai.inhouse.corpus;

import ai.inhouse.base.Hash;
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
        Map<Hash, String> first = new HashMap<>();
        Map<Integer, String> removals = new LinkedHashMap<>();
        for (int i = 0; i < documents.size(); i++) {
            Document document = documents.get(i);
            Hash text = Hash.of(document.text().replaceAll("\\s+", " "));
            String same = first.putIfAbsent(text, document.name());
            if (same != null) {
                removals.put(i, "the same as " + same);
            }
        }
        return removals;
    }
}
