package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a reviewer said of one or more completions of a prompt.
///
/// @param id hash of the rest, so that the same rating is recorded once
/// @param completions one for a thumb, two or more for a choice
/// @param verdict what was said, in the words of the review task that asked
public record Rating(
        Hash id,
        String prompt,
        List<String> completions,
        String verdict,
        String reviewer,
        Instant ratedAt) {
    public Rating {
        completions = List.copyOf(completions);
    }

    public static Rating of(
            String prompt,
            List<String> completions,
            String verdict,
            String reviewer,
            Instant ratedAt) {
        List<String> parts = new ArrayList<>(completions);
        parts.addAll(List.of(prompt, verdict, reviewer, String.valueOf(ratedAt.toEpochMilli())));
        return new Rating(Hash.ofParts(parts), prompt, completions, verdict, reviewer, ratedAt);
    }
}
