package ai.inhouse.corpus;

import ai.inhouse.corpus.pii.PiiPolicy;
import java.util.List;
import java.util.Objects;

/// How a corpus is made.
///
/// @param heldOutFraction share of the documents kept for evaluation, 0 to below 1
/// @param minimumWords a document with fewer is too short
/// @param nearDuplicateSimilarity share of word 5-shingles in common from which on two documents
///   are the same, above 0 and at most 1
/// @param pii what is looked for in the documents, and what is done about it
public record CorpusSettings(
        double heldOutFraction, int minimumWords, double nearDuplicateSimilarity, PiiPolicy pii) {
    public static final CorpusSettings STANDARD =
            new CorpusSettings(0.1, 10, 0.8, PiiPolicy.STANDARD);

    public CorpusSettings {
        // Manifests of format 1 do not name one.
        pii = Objects.requireNonNullElse(pii, PiiPolicy.STANDARD);
        if (!(heldOutFraction >= 0 && heldOutFraction < 1)) {
            throw new IllegalArgumentException("held-out fraction " + heldOutFraction);
        }
        if (!(nearDuplicateSimilarity > 0 && nearDuplicateSimilarity <= 1)) {
            throw new IllegalArgumentException("similarity " + nearDuplicateSimilarity);
        }
    }

    public CorpusSettings withHeldOutFraction(double fraction) {
        return new CorpusSettings(fraction, minimumWords, nearDuplicateSimilarity, pii);
    }

    public CorpusSettings withPii(PiiPolicy policy) {
        return new CorpusSettings(heldOutFraction, minimumWords, nearDuplicateSimilarity, policy);
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
