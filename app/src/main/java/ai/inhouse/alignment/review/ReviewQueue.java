package ai.inhouse.alignment.review;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.store.Database;
import ai.inhouse.store.Rating;
import ai.inhouse.store.RatingRecords;
import ai.inhouse.store.ReviewItemRecord;
import ai.inhouse.store.ReviewRecords;
import ai.inhouse.store.ReviewState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What people review, and what they have said. Each item goes to as many reviewers as it wants;
/// where they disagree it waits for an adjudicator.
public final class ReviewQueue {
    /// A place that was taken and not used for so long is given to another.
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final ReviewRecords items;
    private final RatingRecords ratings;
    private final InstantSource clock;

    public ReviewQueue(Database database, InstantSource clock) {
        this.items = new ReviewRecords(database);
        this.ratings = new RatingRecords(database);
        this.clock = clock;
    }

    /// What a reviewer has done and what there is.
    ///
    /// @param answered items that this reviewer has answered
    public record Progress(long answered, Map<ReviewState, Long> items) {}

    /// @param clientId chosen by who sends it: sent twice, it is kept once
    /// @param judgement of the answers in the item's own order
    /// @param seconds that the reviewer took
    public record Submission(String clientId, Hash item, Judgement judgement, double seconds) {}

    /// An item with what was said of it, by reviewer.
    public record Discussed(ReviewItem item, Map<String, Judgement> judgements) {}

    /// How many items are in a state.
    public long count(ReviewState state) {
        return items.count(state);
    }

    /// @param overlap how many reviewers each wants
    /// @return how many were not there yet
    public int add(List<ReviewItem> added, int overlap) {
        Instant now = clock.instant();
        return items.add(
                added.stream()
                        .map(
                                item ->
                                        new ReviewItemRecord(
                                                item.id(),
                                                item.kind().name(),
                                                Json.write(item),
                                                overlap,
                                                overlap,
                                                0,
                                                ReviewState.OPEN,
                                                now))
                        .toList());
    }

    /// What the reviewer is to answer next, in order. The same until it is answered.
    public List<ReviewItem> next(String reviewer, int most) {
        Instant now = clock.instant();
        return items.assign(reviewer, most, now, now.minus(PATIENCE)).stream()
                .map(ReviewQueue::item)
                .toList();
    }

    public Optional<ReviewItem> find(Hash id) {
        return items.find(id).map(ReviewQueue::item);
    }

    public Progress progress(String reviewer) {
        return new Progress(items.answered(reviewer), items.counts());
    }

    /// Keeps what a reviewer said; said again of the same item, the later counts.
    ///
    /// @return false if it was there already
    /// @throws IllegalArgumentException if there is no such item, or this cannot be said of it
    public boolean rate(String reviewer, Submission submission) {
        return ratings.add(rating(reviewer, submission), said -> Settlement.of(judgements(said)));
    }

    /// Keeps an adjudicator's decision.
    ///
    /// @return false if it was there already
    /// @throws IllegalArgumentException if there is no such item, or this cannot be said of it
    public boolean rule(String adjudicator, Submission submission) {
        return ratings.rule(rating(adjudicator, submission));
    }

    private Rating rating(String reviewer, Submission submission) {
        ReviewItem item =
                find(submission.item())
                        .orElseThrow(() -> new IllegalArgumentException("there is no such item"));
        submission.judgement().check(item);
        return new Rating(
                Rating.id(reviewer, submission.clientId()),
                submission.item(),
                reviewer,
                submission.judgement().json(),
                submission.judgement().verdict() instanceof Verdict.Skip,
                submission.seconds(),
                clock.instant());
    }

    /// Items on which reviewers disagree, oldest first.
    public List<Discussed> disputed(int most) {
        return items.in(ReviewState.DISPUTED, most).stream()
                .map(record -> new Discussed(item(record), said(ratings.counted(record.id()))))
                .toList();
    }

    /// All items of which somebody said something, rulings left out.
    public static List<Discussed> discussed(Database database) {
        Map<Hash, List<Rating>> said =
                new RatingRecords(database)
                        .counted().stream().collect(Collectors.groupingBy(Rating::item));
        return new ReviewRecords(database)
                .all().stream()
                        .filter(record -> said.containsKey(record.id()))
                        .map(
                                r ->
                                        new Discussed(
                                                item(r),
                                                said(said.getOrDefault(r.id(), List.of()))))
                        .toList();
    }

    private static Map<String, Judgement> said(List<Rating> ratings) {
        Map<String, Judgement> said = new TreeMap<>();
        ratings.forEach(rating -> said.put(rating.reviewer(), Judgement.of(rating.judgement())));
        return said;
    }

    /// Gives what a reviewer was asked and has not answered to others.
    public void leave(String reviewer) {
        items.release(reviewer);
    }

    private static List<Judgement> judgements(List<Rating> ratings) {
        return ratings.stream().map(Rating::judgement).map(Judgement::of).toList();
    }

    static ReviewItem item(ReviewItemRecord record) {
        return Json.mapper().readValue(record.content(), ReviewItem.class);
    }
}
