package ai.inhouse.retrieval;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// By what passages are ranked.
public enum Ranking {
    /// BM25 (Robertson and Zaragoza 2009) over the words.
    WORDS,
    /// The cosine of vectors.
    MEANING,
    /// Both, by reciprocal rank (Cormack, Clarke and Büttcher 2009).
    FUSED;

    /// How much less a first place counts than two good ones; the paper's.
    private static final int DAMPING = 60;

    /// What a place in a ranking is worth.
    ///
    /// @param place from 1
    static double worth(int place) {
        return 1.0 / (DAMPING + place);
    }

    /// Sums what each has in the rankings; the highest first.
    ///
    /// @param rankings of numbers, best first
    static List<Map.Entry<Integer, Double>> fuse(List<List<Integer>> rankings) {
        Map<Integer, Double> sums = new TreeMap<>();
        for (List<Integer> ranking : rankings) {
            for (int i = 0; i < ranking.size(); i++) {
                sums.merge(ranking.get(i), worth(i + 1), Double::sum);
            }
        }
        return sums.entrySet().stream()
                .map(Map.Entry::copyOf)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .toList();
    }
}
