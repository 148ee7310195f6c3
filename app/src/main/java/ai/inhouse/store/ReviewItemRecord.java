package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.time.Instant;

/// Something that people are asked to review.
///
/// @param kind what they are asked, as `alignment` names it
/// @param content JSON, as `alignment` writes it
/// @param overlap how many reviewers are wanted
/// @param openPlaces how many are still to be found; below zero where more came
/// @param position in which order items are given out
public record ReviewItemRecord(
        Hash id,
        String kind,
        String content,
        int overlap,
        int openPlaces,
        long position,
        ReviewState state,
        Instant createdAt) {}
