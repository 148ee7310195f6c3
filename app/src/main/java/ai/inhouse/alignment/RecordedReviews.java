package ai.inhouse.alignment;

import ai.inhouse.base.Json;
import ai.inhouse.store.Rating;
import ai.inhouse.store.RatingRecords;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// Reviews in a file, and each also as a row of the workspace's records, where none is ever
/// replaced: who said what, and when, stays known though they changed their mind.
public final class RecordedReviews implements ReviewSink {
    private final ReviewFile file;
    private final RatingRecords records;
    private final InstantSource clock;

    public RecordedReviews(ReviewFile file, RatingRecords records, InstantSource clock) {
        this.file = file;
        this.records = records;
        this.clock = clock;
    }

    @Override
    public Set<String> reviewed() {
        return file.reviewed();
    }

    @Override
    public void save(Review review) {
        file.save(review);
        records.add(
                List.of(
                        Rating.of(
                                Json.write(review.item().prompt()),
                                review.item().answers(),
                                verdict(review),
                                file.reviewer(),
                                clock.instant())));
    }

    private static String verdict(Review review) {
        return switch (review) {
            case Review.Choice choice -> "completion %d is better".formatted(choice.better() + 1);
            case Review.Thumb thumb -> thumb.up() ? "good" : "bad";
        };
    }
}
