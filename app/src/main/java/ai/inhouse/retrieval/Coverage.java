package ai.inhouse.retrieval;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;

/// How much of a question a passage speaks of: the share of its words that stand in the passage,
/// each weighed by how rare it is, as BM25 does. A word that no passage has weighs most, so that a
/// question about something unknown is told from one about something known.
///
/// @param weights of the question's words
record Coverage(Map<String, Double> weights) {
    /// @param reader over what the asking person may read
    static Coverage of(String question, IndexReader reader) throws IOException {
        Map<String, Double> weights = new LinkedHashMap<>();
        int passages = reader.numDocs();
        for (String term : WordQuery.asked(question)) {
            int having = reader.docFreq(new Term(PassageFields.WORDS, term));
            weights.put(term, Math.log(1 + (passages - having + 0.5) / (having + 0.5)));
        }
        return new Coverage(weights);
    }

    /// From 0 to 1; 0 where the question has no word of its own.
    double in(Passage passage) throws IOException {
        double total = weights.values().stream().mapToDouble(weight -> weight).sum();
        if (total == 0) {
            return 0;
        }
        Set<String> there = WordQuery.words(passage.embedded());
        double covered =
                weights.entrySet().stream()
                        .filter(word -> there.contains(word.getKey()))
                        .mapToDouble(Map.Entry::getValue)
                        .sum();
        return covered / total;
    }
}
