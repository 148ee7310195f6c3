package ai.inhouse.alignment.review;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How often reviewers preferred one model's answer to another's.
public final class ModelMatches {
    private final Map<Pair, int[]> counts =
            new TreeMap<>(Comparator.comparing(Pair::first).thenComparing(Pair::second));

    private ModelMatches() {}

    private record Pair(String first, String second) {}

    /// @param first by name before the second
    /// @param wins of the first
    public record Match(String first, String second, int wins, int losses, int ties) {}

    /// Each two models whose answers met, by name.
    public static List<Match> of(List<ReviewQueue.Discussed> discussed) {
        ModelMatches matches = new ModelMatches();
        discussed.forEach(
                item ->
                        item.judgements()
                                .values()
                                .forEach(j -> matches.count(item.item(), j.verdict())));
        List<Match> all = new ArrayList<>();
        matches.counts.forEach(
                (pair, n) -> all.add(new Match(pair.first(), pair.second(), n[0], n[1], n[2])));
        return all;
    }

    private void count(ReviewItem item, Verdict verdict) {
        switch (verdict) {
            case Verdict.Choice choice -> won(item, choice.better(), 1 - choice.better());
            case Verdict.Tie _ -> count(item, 0, 1, 2);
            case Verdict.Ranking ranking -> {
                List<Integer> order = ranking.order();
                for (int i = 0; i < order.size(); i++) {
                    for (int j = i + 1; j < order.size(); j++) {
                        won(item, order.get(i), order.get(j));
                    }
                }
            }
            case Verdict.Scores _, Verdict.Thumb _, Verdict.Skip _ -> {}
        }
    }

    private void won(ReviewItem item, int winner, int loser) {
        String won = item.answers().get(winner).model();
        String lost = item.answers().get(loser).model();
        count(item, winner, loser, won.compareTo(lost) < 0 ? 0 : 1);
    }

    private void count(ReviewItem item, int one, int other, int what) {
        String a = item.answers().get(one).model();
        String b = item.answers().get(other).model();
        if (!a.equals(b)) {
            Pair pair = a.compareTo(b) < 0 ? new Pair(a, b) : new Pair(b, a);
            counts.computeIfAbsent(pair, _ -> new int[3])[what]++;
        }
    }
}
