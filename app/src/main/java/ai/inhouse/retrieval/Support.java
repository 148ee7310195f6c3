package ai.inhouse.retrieval;

import java.util.List;

/// Whether passages can hold the answer at all: how like the question the best of them is in
/// meaning, times how much of the question's words it has. Meaning alone takes a question about an
/// unknown product for one about a known one; words alone take any like words for an answer.
public final class Support {
    /// The least that supports an answer: the sample company's questions reach it but for the last
    /// few in a hundred. `inhouse bench retrieval` measures how many do, and how many of those that
    /// no document answers; docs/grounding.md has the figures.
    public static final double LEAST = 0.24;

    /// What is said instead of an answer.
    public static final String REFUSAL =
            "I found nothing in the documents that you may read that answers this.";

    private Support() {}

    /// That of the best passage, 0 to 1; 0 where there is none.
    public static double of(List<Hit> hits) {
        return hits.stream()
                .mapToDouble(hit -> Math.max(0, hit.similarity()) * hit.coverage())
                .max()
                .orElse(0);
    }

    static boolean enough(List<Hit> hits) {
        return of(hits) >= LEAST;
    }
}
