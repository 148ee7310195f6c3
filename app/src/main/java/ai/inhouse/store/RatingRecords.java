package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// What reviewers said, for good: ratings are added, never changed. Of several by one reviewer for
/// one item the last to arrive counts.
public final class RatingRecords {
    private static final String COUNTED =
            """
            SELECT r.* FROM assignments a JOIN ratings r ON r.id = a.rating
            JOIN review_items i ON i.id = a.item
            LEFT JOIN standings s ON s.reviewer = a.reviewer
            WHERE NOT a.skipped AND i.state <> 'GOLD' AND coalesce(s.counts, TRUE)
            """;

    private final Database database;

    public RatingRecords(Database database) {
        this.database = database;
    }

    /// Adds a rating and says how far its item has come.
    ///
    /// @param settle the state that an item's ratings bring it to, once there are enough
    /// @return false if it is there already: nothing has changed
    public boolean add(Rating rating, Function<List<Rating>, ReviewState> settle) {
        return database.change(
                "recording a rating",
                handle -> {
                    if (!insert(handle, rating)) {
                        return false;
                    }
                    count(handle, rating);
                    if (rating.skipped()) {
                        Places.giveBack(handle, rating.item());
                    } else {
                        Places.refresh(handle, rating.item());
                    }
                    settle(handle, rating.item(), settle);
                    return true;
                });
    }

    /// Adds an adjudicator's rating, which ends the matter.
    ///
    /// @return false if it is there already
    public boolean rule(Rating rating) {
        return database.change(
                "recording a ruling",
                handle -> {
                    if (!insert(handle, rating)) {
                        return false;
                    }
                    handle.execute(
                            "UPDATE review_items SET state = ?, ruling = ? WHERE id = ?",
                            ReviewState.ADJUDICATED.name(),
                            rating.id().hex(),
                            rating.item().hex());
                    return true;
                });
    }

    /// How fast a reviewer was of late.
    ///
    /// @param ratings of all time
    /// @param seconds of the last, in ascending order
    public record Pace(long ratings, List<Double> seconds) {
        public static final Pace NONE = new Pace(0, List.of());

        public double median() {
            return seconds.isEmpty() ? 0 : seconds.get(seconds.size() / 2);
        }
    }

    /// Of each who ever rated.
    ///
    /// @param recent how many ratings to look back on
    public Map<String, Pace> paces(int recent) {
        return database.read(
                "looking at reviewers' pace",
                handle -> {
                    Map<String, Pace> paces = new TreeMap<>();
                    var counts =
                            handle.createQuery(
                                            "SELECT reviewer, count(*) FROM ratings GROUP BY reviewer")
                                    .map((row, _) -> Map.entry(row.getString(1), row.getLong(2)))
                                    .list();
                    for (Map.Entry<String, Long> count : counts) {
                        String reviewer = count.getKey();
                        paces.put(
                                reviewer,
                                new Pace(count.getValue(), seconds(handle, reviewer, recent)));
                    }
                    return paces;
                });
    }

    /// Ratings by day since 1970 (UTC), in their order; skips are left out.
    public Map<Long, Long> byDay() {
        return database.read(
                "counting ratings by day",
                handle -> {
                    Map<Long, Long> days = new TreeMap<>();
                    handle.createQuery(
                                    """
                                    SELECT rated_at / 86400000, count(*) FROM ratings
                                    WHERE NOT skipped GROUP BY rated_at / 86400000
                                    """)
                            .map((row, _) -> Map.entry(row.getLong(1), row.getLong(2)))
                            .forEach(day -> days.put(day.getKey(), day.getValue()));
                    return days;
                });
    }

    private static List<Double> seconds(Handle handle, String reviewer, int recent) {
        return handle
                .createQuery(
                        """
                        SELECT seconds FROM ratings WHERE reviewer = :reviewer AND seconds > 0
                        ORDER BY rated_at DESC LIMIT :recent
                        """)
                .bind("reviewer", reviewer)
                .bind("recent", recent)
                .mapTo(Double.class)
                .stream()
                .sorted()
                .toList();
    }

    /// Those that count, rulings left out; by item, in the order in which items are given out.
    public List<Rating> counted() {
        return database.read(
                "listing ratings",
                handle ->
                        handle.createQuery(COUNTED + " ORDER BY a.position, r.rated_at, r.id")
                                .mapTo(Rating.class)
                                .list());
    }

    /// Those of one item that count.
    public List<Rating> counted(Hash item) {
        return database.read("listing an item's ratings", handle -> counted(handle, item));
    }

    /// What adjudicators decided.
    public List<Rating> rulings() {
        return database.read(
                "listing rulings",
                handle ->
                        handle.createQuery(
                                        """
                                        SELECT r.* FROM review_items i
                                        JOIN ratings r ON r.id = i.ruling ORDER BY i.position
                                        """)
                                .mapTo(Rating.class)
                                .list());
    }

    static boolean insert(Handle handle, Rating rating) {
        return handle.createUpdate(
                                """
                                INSERT INTO ratings
                                    (id, item, reviewer, judgement, skipped, seconds, rated_at)
                                VALUES (:id, :item, :reviewer, :judgement, :skipped, :seconds,
                                    :ratedAt)
                                ON CONFLICT (id) DO NOTHING
                                """)
                        .bindMethods(rating)
                        .execute()
                == 1;
    }

    /// A reviewer whose place was given to another meanwhile is heard all the same.
    private static void count(Handle handle, Rating rating) {
        handle.createUpdate(
                        """
                        INSERT INTO assignments
                            (item, reviewer, position, rating, skipped, assigned_at)
                        SELECT i.id, :reviewer, i.position, :id, :skipped, :ratedAt
                        FROM review_items i WHERE i.id = :item
                        ON CONFLICT (item, reviewer) DO UPDATE
                            SET rating = excluded.rating, skipped = excluded.skipped
                        """)
                .bindMethods(rating)
                .execute();
    }

    /// Says anew how far a reviewer's items have come, where the word of that reviewer began to
    /// count or ceased to.
    static void resettle(
            Handle handle, String reviewer, Function<List<Rating>, ReviewState> settle) {
        List<Hash> items =
                handle.createQuery("SELECT item FROM assignments WHERE reviewer = :reviewer")
                        .bind("reviewer", reviewer)
                        .mapTo(Hash.class)
                        .list();
        for (Hash item : items) {
            Places.giveBack(handle, item);
            settle(handle, item, settle);
        }
    }

    private static void settle(
            Handle handle, Hash item, Function<List<Rating>, ReviewState> settle) {
        ReviewItemRecord record =
                handle.createQuery("SELECT * FROM review_items WHERE id = :id")
                        .bind("id", item)
                        .mapTo(ReviewItemRecord.class)
                        .one();
        List<Rating> ratings = counted(handle, item);
        if (record.state() == ReviewState.ADJUDICATED || record.state() == ReviewState.GOLD) {
            return;
        }
        ReviewState state =
                ratings.size() < record.overlap() ? ReviewState.OPEN : settle.apply(ratings);
        handle.execute("UPDATE review_items SET state = ? WHERE id = ?", state.name(), item.hex());
    }

    private static List<Rating> counted(Handle handle, Hash item) {
        return handle.createQuery(COUNTED + " AND a.item = :item ORDER BY r.rated_at, r.id")
                .bind("item", item)
                .mapTo(Rating.class)
                .list();
    }
}
