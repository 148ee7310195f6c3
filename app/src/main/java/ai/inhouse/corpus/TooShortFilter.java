package ai.inhouse.corpus;

import ai.inhouse.documents.Document;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Removes documents with hardly a sentence in them.
final class TooShortFilter implements CorpusFilter {
    private final int minimumWords;

    TooShortFilter(int minimumWords) {
        this.minimumWords = minimumWords;
    }

    @Override
    public String name() {
        return "too_short";
    }

    @Override
    public Map<Integer, String> removals(List<Document> documents) {
        Map<Integer, String> removals = new LinkedHashMap<>();
        for (int i = 0; i < documents.size(); i++) {
            int words = Words.of(documents.get(i).text()).length;
            if (words < minimumWords) {
                removals.put(i, "%d of at least %d words".formatted(words, minimumWords));
            }
        }
        return removals;
    }
}
