package ai.inhouse.store;

import org.jdbi.v3.core.Handle;

/// Fills a workspace that is thrown away with ratings of long ago, to measure beside: made by the
/// database itself (SQLite), since a million of them one by one would take longer than what is
/// measured.
public final class ReviewFill {
    /// Ratings that each made item has.
    private static final int OVERLAP = 4;

    private final Database database;

    public ReviewFill(Database database) {
        this.database = database;
    }

    /// @param ratings how many, all agreed on
    /// @param reviewers their names are `r1` to `rN`
    /// @param content of each item, JSON
    /// @param judgement JSON
    public void fill(long ratings, int reviewers, String content, String judgement) {
        long items = Math.max(1, ratings / OVERLAP);
        database.write(
                "making ratings to measure beside",
                handle -> {
                    run(
                            handle,
                            """
                            INSERT INTO review_items (id, kind, content, overlap, open_places,
                                position, state, created_at)
                            SELECT printf('%064x', i), 'PAIR', :content, 4, 0, i, 'AGREED', i
                            FROM n
                            """,
                            items,
                            content,
                            reviewers);
                    run(
                            handle,
                            """
                            INSERT INTO ratings (id, item, reviewer, judgement, skipped, seconds,
                                rated_at)
                            SELECT printf('%064x', i * 4 + k), printf('%064x', i),
                                'r' || (1 + (i * 7 + k * (:reviewers / 4)) % :reviewers),
                                :content, FALSE, 7.5, i * 1000
                            FROM n, (SELECT 0 AS k UNION SELECT 1 UNION SELECT 2 UNION SELECT 3)
                            """,
                            items,
                            judgement,
                            reviewers);
                    handle.execute(
                            """
                            INSERT INTO assignments (item, reviewer, position, rating, skipped,
                                assigned_at)
                            SELECT r.item, r.reviewer, i.position, r.id, FALSE, r.rated_at
                            FROM ratings r JOIN review_items i ON i.id = r.item
                            """);
                });
    }

    private static void run(
            Handle handle, String insert, long items, String content, int reviewers) {
        handle.createUpdate(
                        """
                        WITH RECURSIVE n(i) AS
                            (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :items)
                        """
                                + insert)
                .bind("items", items)
                .bind("content", content)
                .bind("reviewers", reviewers)
                .execute();
    }

    /// How many ratings there are.
    public long ratings() {
        return database.read(
                "counting ratings",
                handle ->
                        handle.createQuery("SELECT count(*) FROM ratings").mapTo(Long.class).one());
    }
}
