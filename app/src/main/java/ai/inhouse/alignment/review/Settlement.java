package ai.inhouse.alignment.review;

import ai.inhouse.store.ReviewState;
import java.util.ArrayList;
import java.util.List;

/// Whether reviewers of one item said the same, or an adjudicator has to decide.
final class Settlement {
    /// Scores further apart than this are a disagreement.
    private static final int SPREAD = 2;

    /// Rankings of which fewer pairs stand alike, net of those that stand otherwise, disagree.
    private static final double LEAST_TAU = 1.0 / 3;

    private Settlement() {}

    static ReviewState of(List<Judgement> judgements) {
        List<Verdict> verdicts = judgements.stream().map(Judgement::verdict).toList();
        for (int i = 0; i < verdicts.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!alike(verdicts.get(i), verdicts.get(j))) {
                    return ReviewState.DISPUTED;
                }
            }
        }
        return ReviewState.AGREED;
    }

    private static boolean alike(Verdict one, Verdict other) {
        if (one instanceof Verdict.Scores a && other instanceof Verdict.Scores b) {
            return a.scores().entrySet().stream()
                    .filter(e -> b.scores().containsKey(e.getKey()))
                    .allMatch(
                            e ->
                                    Math.abs(e.getValue() - b.scores().getOrDefault(e.getKey(), 0))
                                            <= SPREAD);
        }
        if (one instanceof Verdict.Ranking a && other instanceof Verdict.Ranking b) {
            return tau(a.order(), b.order()) >= LEAST_TAU;
        }
        return one.equals(other);
    }

    /// Kendall's tau of two orders of the same things.
    static double tau(List<Integer> one, List<Integer> other) {
        List<Integer> signs = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            for (int j = i + 1; j < one.size(); j++) {
                signs.add(other.indexOf(one.get(i)) < other.indexOf(one.get(j)) ? 1 : -1);
            }
        }
        return signs.stream().mapToInt(s -> s).average().orElse(1);
    }
}
