package ai.inhouse.alignment.review;

import ai.inhouse.base.Hash;
import ai.inhouse.store.Database;
import ai.inhouse.store.Rating;
import ai.inhouse.store.RatingRecords;
import ai.inhouse.store.ReviewRecords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What reviewers of an item said together: the adjudicator's word where there is one, else what
/// most said, the mean of scores, the mean place in rankings. Equal halves are no consensus.
final class Consensus {
    private Consensus() {}

    /// @param verdict empty where there is no consensus, or nobody said anything
    /// @param corrections the last of each reviewer, or the adjudicator's
    record Settled(
            ReviewItem item, Optional<Verdict> verdict, List<Judgement.Correction> corrections) {}

    /// All items that somebody has judged, in their order.
    static List<Settled> of(Database database) {
        RatingRecords ratings = new RatingRecords(database);
        Map<Hash, List<Judgement>> said = byItem(ratings.counted());
        byItem(ratings.rulings()).forEach(said::put);
        return new ReviewRecords(database)
                .all().stream()
                        .filter(record -> said.containsKey(record.id()))
                        .map(
                                r ->
                                        settled(
                                                ReviewQueue.item(r),
                                                said.getOrDefault(r.id(), List.of())))
                        .toList();
    }

    private static Map<Hash, List<Judgement>> byItem(List<Rating> ratings) {
        return ratings.stream()
                .collect(
                        Collectors.groupingBy(
                                Rating::item,
                                LinkedHashMap::new,
                                Collectors.mapping(
                                        r -> Judgement.of(r.judgement()), Collectors.toList())));
    }

    private static Settled settled(ReviewItem item, List<Judgement> judgements) {
        List<Verdict> verdicts =
                judgements.stream()
                        .map(Judgement::verdict)
                        .filter(verdict -> !(verdict instanceof Verdict.Skip))
                        .toList();
        return new Settled(
                item,
                verdicts.isEmpty() ? Optional.empty() : together(item, verdicts),
                judgements.stream().flatMap(j -> j.corrections().stream()).toList());
    }

    private static Optional<Verdict> together(ReviewItem item, List<Verdict> verdicts) {
        return switch (item.kind()) {
            case PAIR, THUMBS -> mostSaid(verdicts);
            case SCORES -> Optional.of(mean(of(Verdict.Scores.class, verdicts)));
            case RANKING -> ranking(item, of(Verdict.Ranking.class, verdicts));
        };
    }

    private static <T extends Verdict> List<T> of(Class<T> kind, List<Verdict> verdicts) {
        return verdicts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static Optional<Verdict> mostSaid(List<Verdict> verdicts) {
        Map<Verdict, Long> counts =
                verdicts.stream().collect(Collectors.groupingBy(v -> v, Collectors.counting()));
        long most = counts.values().stream().mapToLong(n -> n).max().orElse(0);
        List<Verdict> first =
                counts.keySet().stream().filter(v -> counts.getOrDefault(v, 0L) == most).toList();
        return first.size() == 1 ? Optional.of(first.getFirst()) : Optional.empty();
    }

    private static Verdict mean(List<Verdict.Scores> all) {
        Map<Criterion, Integer> means = new EnumMap<>(Criterion.class);
        for (Criterion criterion : Criterion.values()) {
            all.stream()
                    .filter(s -> s.scores().containsKey(criterion))
                    .mapToInt(s -> s.scores().getOrDefault(criterion, 0))
                    .average()
                    .ifPresent(mean -> means.put(criterion, (int) Math.round(mean)));
        }
        return new Verdict.Scores(means);
    }

    /// By mean place (Borda's count); none where two answers stand at the same.
    private static Optional<Verdict> ranking(ReviewItem item, List<Verdict.Ranking> rankings) {
        List<Integer> sums =
                IntStream.range(0, item.answers().size())
                        .map(a -> rankings.stream().mapToInt(r -> r.order().indexOf(a)).sum())
                        .boxed()
                        .toList();
        if (sums.stream().distinct().count() < sums.size()) {
            return Optional.empty();
        }
        List<Integer> order = new ArrayList<>(IntStream.range(0, sums.size()).boxed().toList());
        order.sort(Comparator.comparing(sums::get));
        return Optional.of(new Verdict.Ranking(order));
    }
}
