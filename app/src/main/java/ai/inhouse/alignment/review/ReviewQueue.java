package ai.inhouse.alignment.review;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.store.Database;
import ai.inhouse.store.GoldRecords;
import ai.inhouse.store.Rating;
import ai.inhouse.store.RatingRecords;
import ai.inhouse.store.ReviewItemRecord;
import ai.inhouse.store.ReviewRecords;
import ai.inhouse.store.ReviewState;
import ai.inhouse.store.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What people review, and what they have said. Each item goes to as many reviewers as it wants;
/// where they disagree it waits for an adjudicator.
public final class ReviewQueue {
    /// A place that was taken and not used for so long is given to another.
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final ReviewRecords items;
    private final RatingRecords ratings;
    private final GoldRecords gold;
    private final Optional<Qualification> qualification;
    private final InstantSource clock;

    /// A queue in which everybody's word counts from the first.
    public ReviewQueue(Database database, InstantSource clock) {
        this(database, clock, Optional.empty());
    }

    /// @param qualification how reviewers prove right before their word counts, if they must
    public ReviewQueue(
            Database database, InstantSource clock, Optional<Qualification> qualification) {
        this.gold = new GoldRecords(database);
        this.qualification = qualification;
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
        qualification.ifPresent(_ -> gold.enrol(reviewer));
        double share = qualification.map(Qualification::share).orElse(0.0);
        return items.assign(reviewer, most, now, now.minus(PATIENCE), share).stream()
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
        Rating rating = rating(reviewer, submission);
        boolean fresh = ratings.add(rating, ReviewQueue::settle);
        measure(rating, submission.judgement());
        return fresh;
    }

    private static ReviewState settle(List<Rating> said) {
        return Settlement.of(judgements(said));
    }

    /// A known item tells how the reviewer does. Not even the reviewer hears of it.
    private void measure(Rating rating, Judgement said) {
        Optional<Rating> known = rating.skipped() ? Optional.empty() : gold.known(rating.item());
        if (known.isEmpty()) {
            return;
        }
        Judgement right = Judgement.of(known.get().judgement());
        boolean hit = Settlement.of(List.of(right, said)) == ReviewState.AGREED;
        gold.answered(rating, hit, this::qualifies, ReviewQueue::settle);
    }

    private boolean qualifies(Standing standing) {
        return qualification.filter(q -> q.reached(standing.rated(), standing.right())).isPresent();
    }

    /// All items there are, in their order.
    public List<ReviewItem> all() {
        return items.all().stream().map(ReviewQueue::item).toList();
    }

    /// Items that could be given a known answer: those on which people agree or an adjudicator
    /// decided before those that nobody has seen.
    public List<ReviewItem> candidates(int most) {
        return Stream.of(ReviewState.ADJUDICATED, ReviewState.AGREED, ReviewState.OPEN)
                .flatMap(state -> items.in(state, most).stream())
                .limit(most)
                .map(ReviewQueue::item)
                .toList();
    }

    /// Makes an item one whose answer is known, which reviewers are held against from now on.
    ///
    /// @param owner who knows it
    /// @throws IllegalArgumentException if there is no such item, or this cannot be said of it
    public void mark(String owner, Submission known) {
        if (known.judgement().verdict() instanceof Verdict.Skip) {
            throw new IllegalArgumentException("a known item has an answer");
        }
        gold.mark(rating(owner, known));
    }

    /// An owner says whether a reviewer's word counts, whatever the known items say.
    public void decide(String reviewer, boolean counts, String owner) {
        gold.decide(reviewer, counts, owner, ReviewQueue::settle);
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
