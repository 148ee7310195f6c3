package ai.inhouse.store;

import ai.inhouse.base.Hash;

/// One stage of a run.
///
/// @param position in the run, from 0
/// @param inputHash of all that its output depends on
/// @param output JSON: what later stages need of it
public record StageRecord(
        String runId,
        String name,
        int position,
        Hash inputHash,
        State state,
        String output,
        double durationSeconds) {}
