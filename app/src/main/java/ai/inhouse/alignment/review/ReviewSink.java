package ai.inhouse.alignment.review;

/// Where a session's verdicts are kept.
@FunctionalInterface
public interface ReviewSink {
    /// Keeps a verdict durably before it returns; a later one of the same item replaces it.
    void save(ReviewItem item, Verdict verdict);
}
