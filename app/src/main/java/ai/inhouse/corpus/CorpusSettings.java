package ai.inhouse.corpus;

import java.util.List;

/// How a corpus is made.
///
/// @param heldOutFraction share of the documents kept for evaluation, 0 to below 1
/// @param minimumWords a document with fewer is too short
/// @param nearDuplicateSimilarity share of word 5-shingles in common from which on two documents
///   are the same, above 0 and at most 1
public record CorpusSettings(
        double heldOutFraction, int minimumWords, double nearDuplicateSimilarity) {
    public static final CorpusSettings STANDARD = new CorpusSettings(0.1, 10, 0.8);

    public CorpusSettings {
        if (!(heldOutFraction >= 0 && heldOutFraction < 1)) {
            throw new IllegalArgumentException("held-out fraction " + heldOutFraction);
        }
        if (!(nearDuplicateSimilarity > 0 && nearDuplicateSimilarity <= 1)) {
            throw new IllegalArgumentException("similarity " + nearDuplicateSimilarity);
        }
    }

    public CorpusSettings withHeldOutFraction(double fraction) {
        return new CorpusSettings(fraction, minimumWords, nearDuplicateSimilarity);
    }

    /// Every filter, in the order in which they are asked: the cheap ones first.
    List<CorpusFilter> filters() {
        return List.of(
                new TooShortFilter(minimumWords),
                new LowQualityFilter(),
                new ExactDuplicateFilter(),
                new NearDuplicateFilter(nearDuplicateSimilarity));
    }
}
