package ai.inhouse.store;

import java.util.Collection;
import java.util.List;

/// What reviewers said, for good: ratings are added, never changed.
public final class RatingRecords {
    private final Database database;

    public RatingRecords(Database database) {
        this.database = database;
    }

    /// Adds those that are new; all or none.
    public void add(Collection<Rating> ratings) {
        if (ratings.isEmpty()) {
            return;
        }
        database.write(
                "recording ratings",
                handle -> {
                    try (var batch =
                            handle.prepareBatch(
                                    """
                                    INSERT INTO ratings
                                        (id, prompt, completions, verdict, reviewer, rated_at)
                                    VALUES (:id, :prompt, :completions, :verdict, :reviewer,
                                        :ratedAt)
                                    ON CONFLICT (id) DO NOTHING
                                    """)) {
                        ratings.forEach(rating -> batch.bindMethods(rating).add());
                        batch.execute();
                    }
                });
    }

    /// Oldest first.
    public List<Rating> all() {
        return database.read(
                "listing ratings",
                handle ->
                        handle.createQuery("SELECT * FROM ratings ORDER BY rated_at, id")
                                .mapTo(Rating.class)
                                .list());
    }
}
