package ai.inhouse.alignment;

import java.util.Set;

/// Where reviews are kept.
public interface ReviewSink {
    /// Ids of the items that were reviewed already.
    Set<String> reviewed();

    /// Keeps a review durably before it returns; a later one of the same item replaces it.
    void save(Review review);
}
