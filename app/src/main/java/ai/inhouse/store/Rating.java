package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.time.Instant;
import java.util.List;

/// What a reviewer said of an item.
///
/// @param judgement JSON, as `alignment` writes it
/// @param skipped whether the reviewer would not judge
/// @param seconds that the reviewer took
/// @param ratedAt by this machine's clock: a reviewer's may be wrong
public record Rating(
        Hash id,
        Hash item,
        String reviewer,
        String judgement,
        boolean skipped,
        double seconds,
        Instant ratedAt) {

    /// @param clientId chosen by who sends it, so that what is sent twice is kept once
    public static Hash id(String reviewer, String clientId) {
        return Hash.ofParts(List.of(reviewer, clientId));
    }
}
