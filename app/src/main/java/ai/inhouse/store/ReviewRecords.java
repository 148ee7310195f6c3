package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/// What is to be reviewed, and who was asked to. Each reviewer walks through the items in their
/// order; an item is given to as many reviewers as it wants, and to each of them once.
public final class ReviewRecords {
    private final Database database;

    public ReviewRecords(Database database) {
        this.database = database;
    }

    /// Adds those that are new behind all others.
    ///
    /// @return how many were new
    public int add(Collection<ReviewItemRecord> items) {
        return database.change(
                "adding items to review",
                handle -> {
                    long last =
                            number(handle, "SELECT coalesce(max(position), 0) FROM review_items");
                    int added = 0;
                    for (ReviewItemRecord item : items) {
                        added += insert(handle, item, last + added + 1);
                    }
                    return added;
                });
    }

    private static int insert(Handle handle, ReviewItemRecord item, long position) {
        return handle.createUpdate(
                        """
                        INSERT INTO review_items (id, kind, content, overlap, open_places,
                            position, state, created_at)
                        VALUES (:id, :kind, :content, :overlap, :overlap, :at, :state, :createdAt)
                        ON CONFLICT (id) DO NOTHING
                        """)
                .bindMethods(item)
                .bind("at", position)
                .execute();
    }

    /// What a reviewer was asked and has not answered, filled up with new items.
    ///
    /// @param most how many to return
    /// @param stale places given to others before then, and not used, are given again
    /// @param goldShare of items whose answer is known, among those of a reviewer who is measured
    public List<ReviewItemRecord> assign(
            String reviewer, int most, Instant now, Instant stale, double goldShare) {
        List<ReviewItemRecord> awaited =
                database.read("listing items to review", h -> awaited(h, reviewer, most));
        if (awaited.size() >= most) {
            return awaited;
        }
        return database.change(
                "giving out items to review",
                handle -> {
                    Giving giving = new Giving(handle, reviewer, now);
                    int wanted = most - awaited(handle, reviewer, most).size();
                    int due = GoldRecords.due(handle, reviewer, wanted, goldShare);
                    int given = giving.ahead(wanted - due);
                    given += giving.behind(wanted - due - given);
                    if (given == 0 && wanted == most && release(handle, stale) > 0) {
                        given = giving.behind(wanted - due);
                    }
                    int gold = giving.gold(due, places(awaited(handle, reviewer, most)));
                    given += giving.ahead(due - gold);
                    GoldRecords.given(handle, reviewer, given + gold, gold);
                    return awaited(handle, reviewer, most);
                });
    }

    private static List<Long> places(List<ReviewItemRecord> items) {
        return items.stream()
                .filter(item -> item.state() != ReviewState.GOLD)
                .map(ReviewItemRecord::position)
                .toList();
    }

    private static List<ReviewItemRecord> awaited(Handle handle, String reviewer, int most) {
        return handle.createQuery(
                        """
                                SELECT i.* FROM assignments a JOIN review_items i ON i.id = a.item
                                WHERE a.reviewer = :reviewer AND a.rating IS NULL
                                ORDER BY a.position, a.item LIMIT :most
                                """)
                .bind("reviewer", reviewer)
                .bind("most", most)
                .mapTo(ReviewItemRecord.class)
                .list();
    }

    private static int release(Handle handle, Instant stale) {
        return release(
                handle,
                handle.createQuery(
                                """
                                SELECT item, reviewer FROM assignments
                                WHERE rating IS NULL AND assigned_at < :stale
                                """)
                        .bind("stale", stale)
                        .mapToMap()
                        .list());
    }

    /// Gives back what a reviewer was asked and has not answered; the answers stay.
    public void release(String reviewer) {
        database.write(
                "giving back items to review",
                handle ->
                        release(
                                handle,
                                handle.createQuery(
                                                """
                                                SELECT item, reviewer FROM assignments
                                                WHERE rating IS NULL AND reviewer = :reviewer
                                                """)
                                        .bind("reviewer", reviewer)
                                        .mapToMap()
                                        .list()));
    }

    private static int release(Handle handle, List<Map<String, Object>> places) {
        for (Map<String, Object> place : places) {
            handle.execute(
                    "DELETE FROM assignments WHERE item = ? AND reviewer = ?",
                    place.get("item"),
                    place.get("reviewer"));
            Places.giveBack(handle, new Hash(String.valueOf(place.get("item"))));
        }
        return places.size();
    }

    public Optional<ReviewItemRecord> find(Hash id) {
        return database.read(
                "looking for an item to review",
                handle ->
                        handle.createQuery("SELECT * FROM review_items WHERE id = :id")
                                .bind("id", id)
                                .mapTo(ReviewItemRecord.class)
                                .findOne());
    }

    /// Items of which somebody ever said something that is meant.
    ///
    /// @param meant told by what was said, as JSON
    public Set<Hash> ofWhichWasSaid(Predicate<String> meant) {
        return database.read(
                "reading ratings",
                handle -> {
                    Set<Hash> items = new HashSet<>();
                    handle.createQuery("SELECT * FROM ratings")
                            .mapTo(Rating.class)
                            .useIterator(
                                    all ->
                                            all.forEachRemaining(
                                                    rating -> {
                                                        if (meant.test(rating.judgement())) {
                                                            items.add(rating.item());
                                                        }
                                                    }));
                    return items;
                });
    }

    /// Removes items for good, with all that was said of them.
    public void remove(List<Hash> ids) {
        database.write(
                "removing items to review",
                handle -> {
                    for (Hash id : ids) {
                        handle.execute("DELETE FROM assignments WHERE item = ?", id.hex());
                        handle.execute("DELETE FROM ratings WHERE item = ?", id.hex());
                        handle.execute("DELETE FROM review_items WHERE id = ?", id.hex());
                    }
                });
    }

    /// In the order in which they are given out.
    public List<ReviewItemRecord> all() {
        return database.read(
                "listing items to review",
                handle ->
                        handle.createQuery("SELECT * FROM review_items ORDER BY position")
                                .mapTo(ReviewItemRecord.class)
                                .list());
    }

    /// The first of a state.
    public List<ReviewItemRecord> in(ReviewState state, int most) {
        return database.read(
                "listing items to review",
                handle ->
                        handle.createQuery(
                                        """
                                        SELECT * FROM review_items WHERE state = :state
                                        ORDER BY position LIMIT :most
                                        """)
                                .bind("state", state)
                                .bind("most", most)
                                .mapTo(ReviewItemRecord.class)
                                .list());
    }

    public long count(ReviewState state) {
        return database.read(
                "counting items to review",
                handle ->
                        number(
                                handle,
                                "SELECT count(*) FROM review_items WHERE state = ?",
                                state.name()));
    }

    /// How many items there are of each state.
    public Map<ReviewState, Long> counts() {
        return database.read(
                "counting items to review",
                handle -> {
                    Map<ReviewState, Long> counts = new EnumMap<>(ReviewState.class);
                    for (ReviewState state : ReviewState.values()) {
                        counts.put(
                                state,
                                number(
                                        handle,
                                        "SELECT count(*) FROM review_items WHERE state = ?",
                                        state.name()));
                    }
                    return counts;
                });
    }

    /// How many items a reviewer has answered.
    public long answered(String reviewer) {
        return database.read(
                "counting ratings",
                handle ->
                        number(
                                handle,
                                """
                                SELECT count(*) FROM assignments
                                WHERE reviewer = ? AND rating IS NOT NULL
                                """,
                                reviewer));
    }

    private static long number(Handle handle, String query, Object... values) {
        return handle.select(query, values).mapTo(Long.class).one();
    }
}
