package ai.inhouse.corpus;

import ai.inhouse.documents.Document;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Finds the documents that a text most likely comes from: by the longest run of words in common,
/// then by BM25 (Robertson and Zaragoza 2009). One pass over the corpus, on all cores, with no
/// index to keep or to erase from.
public final class PassageSearch {
    private static final double K1 = 1.2;
    private static final double B = 0.75;

    private final List<Document> documents;
    private final long[][] words;
    private final double averageLength;

    public PassageSearch(List<Document> documents) {
        this.documents = List.copyOf(documents);
        this.words =
                this.documents.parallelStream()
                        .map(document -> Words.of(document.text()))
                        .toArray(long[][]::new);
        this.averageLength =
                IntStream.range(0, words.length)
                        .mapToLong(i -> words[i].length)
                        .average()
                        .orElse(1);
    }

    /// @param commonWords length of the longest run of words in common, in words
    /// @param bm25 how well the words go together, whatever their order
    public record Match(Document document, int commonWords, double bm25) {}

    /// The nearest first; none that has no word in common.
    public List<Match> nearest(String text, int count) {
        long[] query = Words.of(text);
        Map<Long, Integer> frequency = new HashMap<>();
        for (long word : query) {
            frequency.put(word, 0);
        }
        for (long[] document : words) {
            IntStream.range(0, document.length)
                    .mapToObj(i -> document[i])
                    .filter(frequency::containsKey)
                    .distinct()
                    .forEach(word -> frequency.merge(word, 1, Integer::sum));
        }
        return IntStream.range(0, words.length)
                .parallel()
                .mapToObj(
                        i ->
                                new Match(
                                        documents.get(i),
                                        longestRun(query, words[i]),
                                        bm25(words[i], frequency)))
                .filter(match -> match.commonWords > 0)
                .sorted(
                        Comparator.comparingInt(Match::commonWords)
                                .thenComparingDouble(Match::bm25)
                                .reversed())
                .limit(count)
                .toList();
    }

    /// By dynamic programming: for each place in the document, how long the run is that ends there
    /// and at each place of the query. A query is short.
    private static int longestRun(long[] query, long[] document) {
        int[] before = new int[query.length + 1];
        int longest = 0;
        for (long word : document) {
            for (int i = query.length; i > 0; i--) {
                before[i] = query[i - 1] == word ? before[i - 1] + 1 : 0;
                longest = Math.max(longest, before[i]);
            }
        }
        return longest;
    }

    private double bm25(long[] document, Map<Long, Integer> frequency) {
        Map<Long, Integer> counts = new HashMap<>();
        for (long word : document) {
            if (frequency.containsKey(word)) {
                counts.merge(word, 1, Integer::sum);
            }
        }
        double score = 0;
        for (Map.Entry<Long, Integer> entry : counts.entrySet()) {
            int having = frequency.getOrDefault(entry.getKey(), 0);
            double rarity = Math.log(1 + (words.length - having + 0.5) / (having + 0.5));
            double count = entry.getValue();
            double length = 1 - B + B * document.length / averageLength;
            score += rarity * count * (K1 + 1) / (count + K1 * length);
        }
        return score;
    }
}
