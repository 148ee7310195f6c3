package ai.inhouse.store;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Gives items to one reviewer, each once.
record Giving(Handle handle, String reviewer, Instant now) {
    private static final String NOT_YET =
            """
             AND NOT EXISTS (SELECT 1 FROM assignments a
                             WHERE a.item = i.id AND a.reviewer = :reviewer)
            ORDER BY position LIMIT :most
            """;

    /// How far the reviewer has come.
    private long last() {
        return handle.createQuery(
                        "SELECT coalesce(max(position), 0) FROM assignments"
                                + " WHERE reviewer = :reviewer")
                .bind("reviewer", reviewer)
                .mapTo(Long.class)
                .one();
    }

    /// Items that the reviewer has not come to yet.
    ///
    /// @return how many were given
    int ahead(int most) {
        return give(free("open_places > 0 AND position > " + last(), most));
    }

    /// Items that wanted nobody when the reviewer passed them, and do now.
    ///
    /// @return how many were given
    int behind(int most) {
        return give(free("open_places > 0 AND returned", most));
    }

    /// Items whose answer is known, spread over the reviewer's others, so that nothing tells them
    /// from those.
    ///
    /// @param places of the others
    /// @return how many were given
    int gold(int most, List<Long> places) {
        List<ReviewItemRecord> gold = free("state = 'GOLD'", most);
        for (int i = 0; i < gold.size(); i++) {
            long place = places.isEmpty() ? last() : places.get(i * places.size() / gold.size());
            give(gold.get(i), place);
        }
        return gold.size();
    }

    private List<ReviewItemRecord> free(String which, int most) {
        return most <= 0
                ? List.of()
                : handle.createQuery(
                                "SELECT * FROM review_items i WHERE %s %s"
                                        .formatted(which, NOT_YET))
                        .bind("reviewer", reviewer)
                        .bind("most", most)
                        .mapTo(ReviewItemRecord.class)
                        .list();
    }

    private int give(List<ReviewItemRecord> items) {
        items.forEach(item -> give(item, item.position()));
        return items.size();
    }

    /// @param place among the reviewer's items
    private void give(ReviewItemRecord item, long place) {
        handle.createUpdate(
                        """
                        INSERT INTO assignments
                            (item, reviewer, position, rating, skipped, assigned_at)
                        VALUES (:id, :reviewer, :place, NULL, :skipped, :now)
                        """)
                .bindMethods(item)
                .bind("reviewer", reviewer)
                .bind("place", place)
                .bind("skipped", false)
                .bind("now", now)
                .execute();
        Places.refresh(handle, item.id());
    }
}
