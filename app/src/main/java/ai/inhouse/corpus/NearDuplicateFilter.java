package ai.inhouse.corpus;

import ai.inhouse.documents.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Removes documents that are nearly the same as one before. MinHash and locality-sensitive hashing
/// find the pairs worth a look, and their exact similarity decides; no document is compared with
/// all others. The first stays.
final class NearDuplicateFilter implements CorpusFilter {
    private final double threshold;
    private final MinHash minHash = new MinHash();

    /// @param threshold Jaccard similarity of word 5-shingles from which on a document is removed
    NearDuplicateFilter(double threshold) {
        this.threshold = threshold;
    }

    @Override
    public String name() {
        return "near_duplicate";
    }

    @Override
    public Map<Integer, String> removals(List<Document> documents) {
        int[][] signatures =
                IntStream.range(0, documents.size())
                        .parallel()
                        .mapToObj(i -> minHash.signature(shingles(documents.get(i))))
                        .toArray(int[][]::new);
        BandIndex index = new BandIndex();
        List<Document> kept = new ArrayList<>();
        Map<Integer, String> removals = new LinkedHashMap<>();
        for (int i = 0; i < documents.size(); i++) {
            String reason = sameAsOneKept(documents.get(i), signatures[i], index, kept);
            if (reason.isEmpty()) {
                index.add(signatures[i]);
                kept.add(documents.get(i));
            } else {
                removals.put(i, reason);
            }
        }
        return removals;
    }

    /// @return the reason to remove the document, or empty
    private String sameAsOneKept(
            Document document, int[] signature, BandIndex index, List<Document> kept) {
        TreeSet<Integer> candidates = new TreeSet<>();
        index.candidates(signature, candidates::add);
        if (candidates.isEmpty()) {
            return "";
        }
        Shingles own = shingles(document);
        for (int candidate : candidates) {
            double similarity = own.similarity(shingles(kept.get(candidate)));
            if (similarity >= threshold) {
                return String.format(
                        Locale.ROOT,
                        "%.0f%% the same as %s",
                        Math.floor(100 * similarity),
                        kept.get(candidate).name());
            }
        }
        return "";
    }

    private static Shingles shingles(Document document) {
        return Shingles.of(document.text());
    }
}
