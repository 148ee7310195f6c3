package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/// Items whose answer is known, and how reviewers did on them.
public final class GoldRecords {
    private static final String STANDINGS =
            """
            SELECT s.reviewer, s.counts, s.decided_by,
                (SELECT count(*) FROM gold_answers g WHERE g.reviewer = s.reviewer) AS rated,
                (SELECT count(*) FROM gold_answers g
                 WHERE g.reviewer = s.reviewer AND g.hit) AS "right"
            FROM standings s
            """;

    private final Database database;

    public GoldRecords(Database database) {
        this.database = database;
    }

    /// Makes an item gold: what was said of it counts no more, what is known does.
    ///
    /// @param known the owner's rating of it
    public void mark(Rating known) {
        database.write(
                "marking a known item",
                handle -> {
                    RatingRecords.insert(handle, known);
                    handle.execute(
                            """
                            UPDATE review_items SET state = ?, ruling = ?, open_places = 0
                            WHERE id = ?
                            """,
                            ReviewState.GOLD.name(),
                            known.id().hex(),
                            known.item().hex());
                });
    }

    /// What is known of an item, if it is gold.
    public Optional<Rating> known(Hash item) {
        return database.read(
                "looking for what is known of an item",
                handle ->
                        handle.createQuery(
                                        """
                                        SELECT r.* FROM review_items i
                                        JOIN ratings r ON r.id = i.ruling
                                        WHERE i.id = :item AND i.state = 'GOLD'
                                        """)
                                .bind("item", item)
                                .mapTo(Rating.class)
                                .findOne());
    }

    /// Measures a reviewer from now on, whose word does not count until it has proved right.
    public void enrol(String reviewer) {
        database.write(
                "measuring a reviewer",
                handle ->
                        handle.execute(
                                """
                                INSERT INTO standings
                                    (reviewer, counts, decided_by, given, gold_given)
                                VALUES (?, FALSE, '', 0, 0) ON CONFLICT (reviewer) DO NOTHING
                                """,
                                reviewer));
    }

    public Optional<Standing> standing(String reviewer) {
        return database.read("looking for a reviewer's standing", h -> standing(h, reviewer));
    }

    private static Optional<Standing> standing(Handle handle, String reviewer) {
        return handle.createQuery(STANDINGS + " WHERE s.reviewer = :reviewer")
                .bind("reviewer", reviewer)
                .mapTo(Standing.class)
                .findOne();
    }

    /// Of all who are measured, by name.
    public List<Standing> standings() {
        return database.read(
                "listing reviewers' standings",
                handle ->
                        handle.createQuery(STANDINGS + " ORDER BY s.reviewer")
                                .mapTo(Standing.class)
                                .list());
    }

    /// Keeps whether a reviewer said what is known; said again, the later counts.
    ///
    /// @param reached whether the reviewer's word counts from then on; once it does, it does
    /// @param settle as in [RatingRecords#add]
    public void answered(
            Rating rating,
            boolean hit,
            Predicate<Standing> reached,
            Function<List<Rating>, ReviewState> settle) {
        database.write(
                "measuring a reviewer",
                handle -> {
                    handle.createUpdate(
                                    """
                                    INSERT INTO gold_answers (item, reviewer, hit, rated_at)
                                    VALUES (:item, :reviewer, :hit, :ratedAt)
                                    ON CONFLICT (item, reviewer) DO UPDATE
                                        SET hit = excluded.hit, rated_at = excluded.rated_at
                                    """)
                            .bindMethods(rating)
                            .bind("hit", hit)
                            .execute();
                    boolean now =
                            standing(handle, rating.reviewer())
                                    .filter(s -> !s.counts() && s.decidedBy().isEmpty())
                                    .filter(reached)
                                    .isPresent();
                    if (now) {
                        decide(handle, rating.reviewer(), true, "", settle);
                    }
                });
    }

    /// An owner says whether a reviewer's word counts.
    public void decide(
            String reviewer,
            boolean counts,
            String by,
            Function<List<Rating>, ReviewState> settle) {
        database.write(
                "deciding on a reviewer",
                handle -> {
                    handle.execute(
                            """
                            INSERT INTO standings
                                (reviewer, counts, decided_by, given, gold_given)
                            VALUES (?, FALSE, '', 0, 0) ON CONFLICT (reviewer) DO NOTHING
                            """,
                            reviewer);
                    decide(handle, reviewer, counts, by, settle);
                });
    }

    private static void decide(
            Handle handle,
            String reviewer,
            boolean counts,
            String by,
            Function<List<Rating>, ReviewState> settle) {
        handle.execute(
                "UPDATE standings SET counts = ?, decided_by = ? WHERE reviewer = ?",
                counts,
                by,
                reviewer);
        RatingRecords.resettle(handle, reviewer, settle);
    }

    /// Whether a reviewer's last answers to known items were right, newest first.
    public List<Boolean> recent(String reviewer, int most) {
        return database.read(
                "listing answers to known items",
                handle ->
                        handle.createQuery(
                                        """
                                        SELECT hit FROM gold_answers WHERE reviewer = :reviewer
                                        ORDER BY rated_at DESC LIMIT :most
                                        """)
                                .bind("reviewer", reviewer)
                                .bind("most", most)
                                .mapTo(Boolean.class)
                                .list());
    }

    /// Known items among a reviewer's next.
    ///
    /// @param wanted new items in all
    /// @param share of known ones while the word counts
    static int due(Handle handle, String reviewer, int wanted, double share) {
        var counters =
                handle.createQuery(
                                "SELECT counts, given, gold_given FROM standings"
                                        + " WHERE reviewer = :reviewer")
                        .bind("reviewer", reviewer)
                        .map((row, _) -> new Due(row.getBoolean(1), row.getLong(2), row.getLong(3)))
                        .findOne();
        return counters.map(c -> c.of(wanted, c.counts ? share : 0.5)).orElse(0);
    }

    private record Due(boolean counts, long given, long gold) {
        int of(int wanted, double share) {
            return (int) Math.clamp(Math.floor((given + wanted) * share) - gold, 0, wanted);
        }
    }

    static void given(Handle handle, String reviewer, int items, int gold) {
        handle.execute(
                "UPDATE standings SET given = given + ?, gold_given = gold_given + ?"
                        + " WHERE reviewer = ?",
                items,
                gold,
                reviewer);
    }
}
