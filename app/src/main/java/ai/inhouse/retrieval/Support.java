package ai.inhouse.retrieval;

import java.util.List;

/// Whether passages can hold the answer at all.
public final class Support {
    /// The least similarity of the best passage. Measured: `inhouse bench retrieval` prints how
    /// many questions that the documents answer, and that they do not, pass it; docs/grounding.md
    /// has the figures.
    public static final double LEAST_SIMILARITY = 0.45;

    /// What is said instead of an answer.
    public static final String REFUSAL =
            "I found nothing in the documents that you may read that answers this.";

    private Support() {}

    /// How near the nearest is; 0 where there is none.
    public static double of(List<Hit> hits) {
        return hits.stream().mapToDouble(Hit::similarity).max().orElse(0);
    }

    static boolean enough(List<Hit> hits) {
        return of(hits) >= LEAST_SIMILARITY;
    }
}
