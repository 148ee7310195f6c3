package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.time.Instant;

/// A sealed corpus version.
///
/// @param version hash of its manifest
/// @param train documents to train on
/// @param heldOut documents kept for evaluation
/// @param removed documents that filters took out
/// @param sizeBytes of its shards
public record CorpusRecord(
        Hash version, long train, long heldOut, long removed, long sizeBytes, Instant createdAt) {}
