package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.time.Instant;
import java.util.Optional;

/// One execution of a recipe.
///
/// @param failure why it failed, or empty
public record RunRecord(
        String id,
        Hash recipeHash,
        State state,
        Instant startedAt,
        Optional<Instant> finishedAt,
        String failure) {}
